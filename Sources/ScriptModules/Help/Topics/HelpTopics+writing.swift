import Catalogue

// How to write a script.
extension HelpTopics {
    static let start = HelpTopic(
        "get-started", "A first script, in the sandbox",
        """
        The sandbox is an emulator of the three services inside the program: no key is needed, and nothing leaves \
        this machine.

          govscript init my-scripts
          cd my-scripts
          govscript run --sandbox first.lua links.csv

        first.lua creates a short link for each row of links.csv. Open it and change it. Then:

          govscript check first.lua            find mistakes before you run it
          govscript run --dry-run first.lua    list what it would write
          govscript repl --sandbox             try single calls
          govscript help links.create          one function, with an example

        For the real services, store a key (govscript auth login go) and leave --sandbox out.
        """)

    static let lua = HelpTopic(
        "lua", "Lua for people who know Python", aliases: ["python", "javascript", "js", "py", "syntax"],
        """
        Everything is loaded already: there is no import. Blocks end with end, and indentation means nothing.

          Python                         Lua
          # comment                      -- comment
          None, True, False              nil, true, false
          x != y                         x ~= y
          x += 1                         x = x + 1
          "a" + "b"                      "a" .. "b"
          len(x)                         #x
          [1, 2, 3]                      { 1, 2, 3 }
          {"a": 1}                       { a = 1 }
          x[0]                           x[1]        lists start at 1
          d["key"], d.get("key")         d.key, d["key"]
          def f(x): return x             function f(x) return x end
          lambda x: x + 1                function(x) return x + 1 end
          if x == 1: ... elif: ...       if x == 1 then ... elseif ... end
          for x in items:                for _, x in ipairs(items) do ... end
          for k, v in d.items():         for k, v in pairs(d) do ... end
          for i in range(1, 11):         for i = 1, 10 do ... end
          while x: ...                   while x do ... end
          and, or, not                   and, or, not
          f"{n} links"                   ("%d links"):format(n)
          s.upper(), s.split(",")        s:upper(), s:gmatch("[^,]+")
          str(x), int(s)                 tostring(x), tonumber(s)
          try: f() except E as e:        local ok, e = pcall(f)
          raise ValueError("...")        error("...")
          with open(p) as f:             local f <close> = io.open(p)
          print(x)                       print(x)

        Variables are global unless declared with local; use local. Only nil and false are false: 0 and "" are true. \
        Options go into a table at the end of a call:

          links.create("https://www.example.gov.sg", { shortUrl = "example" })

        Functions of modules are called with a dot (links.list()), methods of objects with a colon (s:upper()).
        """)

    static let recipes = HelpTopic(
        "recipes", "Short scripts for common jobs", aliases: ["examples", "cookbook"],
        """
        Create a link for each row of a CSV file; kill it and run it again at any time:

          bulk.each("campaign", csv.rows("links.csv"), function(row)
            return links.create(row.url, { shortUrl = row.slug })
          end, { key = "slug", save = "created.csv" })

        Create a link, or update it if it exists:

          local function put(name, url)
            local link = links.get(name)
            if not link then return links.create(url, { shortUrl = name }) end
            if link.longUrl == url then return link end
            return links.update(name, { longUrl = url })
          end

        Check a file before anything is sent:

          for _, problem in ipairs(links.check(csv.rows("links.csv"))) do
            print(problem.text)
          end

        With other column names, and as the first step of a run (rows with problems fail, the others are sent):

          local columns = { url = "Long URL", slug = "Short URL" }
          local function check(row) return links.check(row, { columns = columns }) end
          bulk.each("campaign", csv.rows("links.csv"), function(row)
            return links.create(row["Long URL"], { shortUrl = row["Short URL"] })
          end, { key = "Short URL", check = check })

        Switch off all links of an old campaign:

          for link in links.each({ searchText = "spring", state = "ACTIVE" }) do
            links.update(link.shortUrl, { state = "INACTIVE" })
          end

        Replace a dataset, or add rows to it:

          datagov.publish("d_...", "rows.csv")
          datagov.wait(datagov.append("d_...", "today.csv"))

        Save a list as CSV:

          csv.write("links.csv", links.each())
          csv.write("links.csv", links.list(), { header = { "shortUrl", "longUrl" } })

        Read an Excel workbook instead of a CSV file:

          for row in xlsx.rows("links.xlsx", { sheet = "Links" }) do print(row.url) end

        Ten complete scripts are in the guide (recipes) and in scripts/examples.
        """)

    static let tasks = HelpTopic(
        "tasks", "Many things at once",
        """
        A call that waits for a service suspends its own task only. To do the same thing with many items, use \
        task.map; it keeps the results in the items' order.

          local created = task.map(csv.rows("links.csv"), function(row)
            return links.create(row.url)
          end, { workers = 8 })

        task.each is the same without results. Both take a list or an iterator, and take the next item only when a \
        worker is free, so a long file does not fill the memory. With on_error = "collect" a failed item does not end \
        the others.

        task.spawn starts a single function. A task ends only after all tasks that it spawned; an error or a \
        cancellation ends its children too. Nothing is left running by accident.

        Lua cannot wait inside a table.sort comparator, a string.gsub function or __tostring: make the call before.
        """)

    static let repl = HelpTopic(
        "repl", "The prompt",
        """
        govscript repl opens a prompt where every function works as in a script. An expression prints its value, \
        without return or print; _ is the last one. Tab completes names, options, values and files, and after a \
        parenthesis shows the call. Ctrl-C ends what is running and returns to the prompt; Ctrl-D leaves.

          > links.list({ limit = 5 })
          > help links.create
          > help pacing
          > .help

        .help lists the prompt's own commands: .export FILE writes the last result to a .csv or .json file, .save FILE \
        saves the session as a script, .history lists what was entered; .runs, .limits and .profile show how things \
        stand. Try it with --sandbox first. In a production profile each write is confirmed before it is sent; the \
        answer all confirms the rest of the session.
        """)
}
