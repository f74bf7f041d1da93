import Catalogue

/// The prose of the help: what no declaration of a function says.
enum HelpTopics {
    static let all = [pacing, resuming, credentials, errors, sandbox, tasks, repl]

    static let pacing = HelpTopic(
        "pacing", "How requests are paced",
        """
        GoGovSG and ForSG take five requests in any second. One more, and they refuse everything for ten seconds. \
        So govscript keeps five slots for each service and key. A request takes a slot, and gives it back one second \
        after its answer came. However the network delays things, a sixth request never arrives within the second.

        You do not have to do anything for this. Start as many calls at once as you like:

          task.map(rows, create, { workers = 20 })

        Each waits for its slot. That time does not count towards a call's timeout. links.limits() tells how \
        far the limit was used.

        When the service refuses all the same, somebody else uses the same key. govscript waits as long as the service \
        asks, goes on with fewer slots, and takes them back one by one while all is quiet.

        If you were granted more than five a second, say so: GOVSCRIPT_GO_RATE=20, GOVSCRIPT_FORSG_RATE=20. 0 means no \
        limit at all. Uploads and downloads of files are not paced; only the calls that ask for them are.
        """)

    static let resuming = HelpTopic(
        "resuming", "How a run goes on after it was stopped",
        """
        A loop over thousands of rows will be interrupted one day: a closed laptop, a service that is down, a row \
        with a typing error. Give the loop a name, and it can be killed at any moment and started again:

          bulk.each("campaign", csv.rows("links.csv"), function(row)
            return links.create(row.url, { shortUrl = row.slug })
          end, { key = "slug" })

        Before a request leaves, what it is meant to do is written to a journal on disk; after the answer, what came \
        of it. Run the script again: finished rows are skipped, failed ones are tried again, and a row whose answer \
        was lost is looked up at the service first. No link is made twice, and no file is appended twice.

        The key names a row; without one its content does. Of a finished row that has changed since, on_change says \
        whether it is left as it is with a warning ("warn") or without one ("skip"), or done again ("redo"). \
        bulk.once does a step inside a row once. save names a CSV file for all results.

        What cannot be known is listed as uncertain, and left to you. Look, then say which it was:

          govscript runs show campaign
          govscript runs resolve campaign KEY done
          govscript runs retry campaign

        govscript run --dry-run lists the writes instead of sending them.
        """)

    static let credentials = HelpTopic(
        "credentials", "Where keys come from",
        """
        Each service has a key of its own. It is looked for when the service is first used, so a script that \
        only reads files needs none.

          GOVSCRIPT_GO_API_KEY        GoGovSG: go.gov.sg, API Integration
          GOVSCRIPT_FORSG_API_KEY     ForSG: for.sg, API Integration
          GOVSCRIPT_DATAGOV_API_KEY   data.gov.sg: the admin dashboard

        With _FILE at the end the variable names a file that holds the key; nobody else may be able to read that file. \
        A systemd unit can hand keys over as credentials. A profile in ~/.config/govscript/config.toml may name a \
        file, or a command that prints the key.

          govscript auth login go     asks for a key, tries it and stores it for you alone
          govscript auth status       shows where each key is, and whether it works

        Keys of links begin with live_v1_ (production) or test_v1_ (staging). A key for the one is never sent \
        to the other. Scripts cannot see keys, and no message, log or report holds one.
        """)

    static let errors = HelpTopic(
        "errors", "What errors look like, and what their kinds mean",
        """
        A function that fails raises a table. print shows its message; its fields tell the rest: kind, message, call, \
        service, status, attempts, hint, details.

          local ok, problem = pcall(links.create, url, { shortUrl = "taken" })
          if not ok and problem.kind == "conflict" then log.warn("taken") end

          usage         the call does not fit the function
          data          a value or a file breaks a rule
          auth          no key, or a key that the service refuses
          permission    not allowed: by the service, or by the sandbox
          not_found     there is no such link or dataset
          conflict      the name is taken by somebody else
          rejected      the service says no, and why
          ingestion     the file arrived and was not accepted
          rate_limited  refused because of the limit, again and again
          unreachable   no connection
          server        the service is out of order
          timeout       not done in the time that the call had
          cancelled     the task was cancelled
          uncertain     it may have happened or not; look before you repeat it
          internal      a fault of govscript itself

        What may pass by itself (rate_limited, unreachable, server) was tried again and again before you see it.

        Exit codes: 0 done, 1 script error, 3 finished with failed or \
        uncertain items, 64 usage, 65 data, 66 no input, 69 unavailable, 70 internal, 75 try later, 77 key or \
        permission, 78 configuration, 130 interrupted, 143 terminated.
        """)

    static let sandbox = HelpTopic(
        "sandbox", "Two sandboxes: one to try things in, one around the script",
        """
        govscript run --sandbox FILE runs a script against an emulator of the three services, with their rules, \
        limits and messages. It needs no key and no network, and real keys are ignored. Its data stay for the next \
        run; --fresh-sandbox empties it first.

        Whatever it runs against, a script may read and write only the folder it lies in, the working directory, \
        and the files that are its arguments. It starts no programs and loads no C libraries. The flag that lifts a \
        ban stands in the error:

          --allow-read PATH    read a file, or a folder with all beneath it
          --allow-write PATH   write there
          --allow-run          os.execute and io.popen
          --allow-all          all that plain Lua 5.4 can do
        """)

    static let tasks = HelpTopic(
        "tasks", "Many things at once",
        """
        A call that waits for a service suspends its task and no other. For the same thing with many items, \
        use task.map: it keeps the results in the items' order.

          local made = task.map(csv.rows("links.csv"), function(row)
            return links.create(row.url)
          end, { workers = 8 })

        task.each is the same without results. Both take a list or an iterator, and take the next item only when a \
        worker is free, so a long file does not fill the memory. With on_error = "collect" a failed item does not end \
        the others.

        task.spawn starts a single function. A task ends only when all that it spawned have ended; an error or a \
        cancellation ends its children too. Nothing is left running by accident.

        Inside a table.sort comparator, a string.gsub function or __tostring, Lua cannot wait: make the call before.
        """)

    static let repl = HelpTopic(
        "repl", "The prompt",
        """
        govscript repl opens a prompt where every function works as in a script. An expression shows its value, \
        without return or print; _ is the last one. Tab completes names, options, values and files, and after a \
        parenthesis shows the call. Ctrl-C ends what is running and returns to the prompt; Ctrl-D leaves.

          > links.list({ limit = 5 })
          > help links.create
          > help "pacing"
          > .help

        .help lists commands: .tasks, .runs, .limits, .profile, .save FILE for the session as a script. Try it with \
        --sandbox first. In a production profile each write asks before it is sent.
        """)
}
