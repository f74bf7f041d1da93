import Catalogue

// How a run behaves, and what to do about it.
extension HelpTopics {
    static let resuming = HelpTopic(
        "resuming", "How to resume a run that was stopped", aliases: ["resume", "runs", "durable"],
        """
        A loop over thousands of rows will be interrupted one day: a closed laptop, a service that is down, a row \
        with a typing error. Give the loop a name, and it can be killed at any moment and started again:

          bulk.each("campaign", csv.rows("links.csv"), function(row)
            return links.create(row.url, { shortUrl = row.slug })
          end, { key = "slug" })

        govscript records each request in a journal before sending it, and the result afterwards. Run the script \
        again: finished rows are skipped, failed ones are retried, and a row whose answer was lost is looked up at the \
        service first. No link is created twice, and no file is appended twice.

        The key names a row; without one its content does. If a finished row has changed, on_change decides: it is \
        left as it is with a warning ("warn") or without one ("skip"), or done again ("redo"). bulk.once does a step \
        inside a row once. save names a CSV file for all results.

          govscript runs                              list runs
          govscript runs show campaign --failed       what failed, and why
          govscript runs retry campaign               retry failed rows
          govscript help uncertain                    rows whose outcome is unknown
        """)

    static let uncertain = HelpTopic(
        "uncertain", "Writes whose outcome is unknown",
        """
        A write is uncertain when it was sent, its answer was lost, and the service offers no way to find out \
        whether it happened. govscript never repeats such a write by itself: that could create a second link or \
        append rows twice. Most lost answers are settled by a lookup and never reach you.

        In a script, the error has kind "uncertain". In a run, the item is listed as uncertain and the exit code is 3. \
        Each start of the run looks again. If it stays uncertain, check the service yourself, then say what happened:

          govscript runs show campaign
          govscript runs resolve campaign KEY done    it happened: do not send it again
          govscript runs resolve campaign KEY redo    it did not happen: send it again

        To rehearse this, let the sandbox lose answers: --faults datagov:drop-after=20%.
        """)

    static let dryRun = HelpTopic(
        "dry-run", "See what a script would write",
        """
        With --dry-run, reads are sent, and each write is checked and listed instead of sent. The list ends with what \
        could not be foreseen, and with a plan: how many links would be created, changed or left as they are, what was \
        done before, and the time at the service's limit. Nothing is recorded in a run.

          govscript run --dry-run campaign.lua
          govscript run --dry-run --plan p.json campaign.lua    save the plan
          govscript run --apply p.json                          send just that

        --apply runs the script with the arguments and the profile of the plan. If the script, a file that it read or \
        a link has changed since, it says what, sends nothing and exits with 6. Each write is compared with the plan \
        before it is sent; one that is not planned stops the script, also with 6. An apply that was interrupted is \
        resumed by the same command; one that is done sends nothing again.

        A write that is not sent returns what it would return if it succeeded, as far as that can be known: the name \
        that was asked for, no clicks, no upload status. A script that depends on more than that stops at that place.

        govscript check FILE finds mistakes in a script without running it. links.check and datagov.check check data.
        """)

    static let pacing = HelpTopic(
        "pacing", "How requests are paced", aliases: ["limits", "ratelimit", "ratelimits"],
        """
        GoGovSG and ForSG accept five requests in any second. One more, and they refuse everything for ten seconds. \
        govscript keeps five slots for each key, shared by all its processes. A request takes a slot and gives it back \
        one second after its answer came. However the network delays things, a sixth request never arrives within \
        the second.

        You do not have to do anything for this. Start as many calls at once as you like:

          task.map(rows, create, { workers = 20 })

        Each waits for its slot. A timeout that you give bounds all of a call, that wait included; without one the \
        wait does not count. links.limits() shows how much of the limit was used; govscript limits shows it for all \
        processes.

        If the service refuses requests anyway, something else uses the same key. govscript waits as long as the \
        service asks, continues with fewer slots, and takes them back one by one.

        If you were granted more than five requests a second, set GOVSCRIPT_GO_RATE=20 or GOVSCRIPT_FORSG_RATE=20. 0 \
        means no limit at all. Uploads and downloads of files are not paced; only the calls that ask for them are.
        """)

    static let errors = HelpTopic(
        "errors", "What errors look like, and what their kinds mean", aliases: ["exceptions", "pcall"],
        """
        A function that fails raises a table. print shows its message; its fields hold the rest: kind, message, call, \
        service, status, attempts, hint, details.

          local ok, problem = pcall(links.create, url, { shortUrl = "taken" })
          if not ok and problem.kind == "conflict" then log.warn("taken") end

          usage         the call does not fit the function
          data          a value or a file breaks a rule
          auth          no key, or a key that the service rejects
          permission    not allowed: by the service, or by the sandbox
          not_found     there is no such link or dataset
          conflict      the name is taken by somebody else
          rejected      the service refused the request, and says why
          ingestion     the file arrived and was not accepted
          rate_limited  refused because of the rate limit, again and again
          unreachable   no connection
          server        the service is failing
          timeout       not finished within the call's timeout
          cancelled     the task was cancelled
          uncertain     it may have happened or not; check before you repeat it
          internal      a bug in govscript

        What may pass by itself (rate_limited, unreachable, server) was retried many times before you see it. The \
        exit code depends on the kind: govscript help exit-codes.
        """)

    static let exitCodes = HelpTopic(
        "exit-codes", "What the exit code means",
        """
        An error that the script does not catch ends it with the code of its kind.

          code  meaning                                            kinds of errors
             0  done
             1  the script raised an error                         usage, conflict,
                                                                   not_found, rejected,
                                                                   timeout, cancelled
             3  finished, but items failed or are uncertain        uncertain, ingestion
             4  --fail-if-nothing, and nothing was done
             5  something that --expect asks for is not true
             6  --apply, and the plan no longer fits
            64  wrong option or argument on the command line
            65  bad data                                           data
            66  a script or a file cannot be read: missing,
                closed to you, a folder
            69  a service is down                                  unreachable, server,
                                                                   rate_limited
            70  a bug in govscript                                 internal
            71  the system has no thread left
            73  a file cannot be made or replaced
            74  the output could not be written
            75  this script, this run or a port is in use, or
                the disk, a quota or the file size limit is full
            77  key or permission missing                          auth, permission
            78  wrong configuration
           124  --timeout ended the script
           129  hang-up (SIGHUP)
           130  interrupted (Ctrl-C)
           143  terminated (SIGTERM)

        A script can choose its own code: os.exit(3).
        """)
}
