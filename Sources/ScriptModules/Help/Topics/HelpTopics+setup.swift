import Catalogue

// Keys, configuration, schedules, and trying things out.
extension HelpTopics {
    static let credentials = HelpTopic(
        "credentials", "Where keys come from", aliases: ["keys", "auth", "tokens"],
        """
        Each service has a key of its own. It is looked up when the service is first used, so a script that only \
        reads files needs none.

          GOVSCRIPT_GO_API_KEY        GoGovSG: go.gov.sg, API Integration
          GOVSCRIPT_FORSG_API_KEY     ForSG: for.sg, API Integration
          GOVSCRIPT_DATAGOV_API_KEY   data.gov.sg: the admin dashboard

        GOVSCRIPT_DATAGOV_PUBLIC_API_KEY is optional: it raises the limits of datagov.rows and datagov.download.

        With _FILE at the end, the variable names a file that holds the key; only you may be able to read that \
        file. A systemd unit can pass keys as credentials. A profile in ~/.config/govscript/config.toml may name a \
        file, or a command that prints the key.

          govscript auth login go     asks for a key, tries it, stores it
          govscript auth status       shows where each key comes from

        Keys of links begin with live_v1_ (production) or test_v1_ (staging). A key for one is never sent to the \
        other. Scripts cannot see keys, and no message, log or report contains one.
        """)

    static let configuration = HelpTopic(
        "configuration", "The configuration file, and variables", aliases: ["config", "settings", "profiles"],
        """
        Flags come first, then environment variables, then ~/.config/govscript/config.toml. \
        govscript config show lists each setting in force and where it came from.

          default_profile = "bulk"

          [profiles.bulk]
          based_on = "staging"        # production (default), staging or sandbox
          links = "forsg"             # what plain links.* means: go or forsg
          pacing = "strict"           # assume nothing about the network
          ca_file = "ca.pem"          # beside this file, absolute, or ~/...
          production = true           # confirm writes at the prompt
          state = "postgres://me@db/govscript"    # shared by several machines

          [profiles.bulk.go]          # likewise forsg and datagov
          url = "https://go.example/api"
          rate = 20                   # requests per second; 0 for no limit
          key_file = "go.key"         # or key_command = ["pass", "show", "go"]

          [profiles.bulk.datagov]
          public_key_file = "public.key"  # optional; raises limits of reading
          public_tier = "production"      # developer (default) or production

        Variables:

          GOVSCRIPT_PROFILE, GOVSCRIPT_CONFIG      as --profile, --config
          GOVSCRIPT_GO_URL (FORSG, DATAGOV)        another address
          GOVSCRIPT_GO_RATE, GOVSCRIPT_FORSG_RATE  requests per second
          GOVSCRIPT_DATAGOV_PUBLIC_TIER            developer or production
          GOVSCRIPT_STATE_DIR                      journals and shared state
          GOVSCRIPT_STATE, PGPASSFILE              the database that several machines
                                                   share, and the file of its password
          GOVSCRIPT_CA_FILE                        your certificate authorities
          GOVSCRIPT_APPEND_SETTLE                  how long an append without an
                                                   answer is watched, in seconds
          GOVSCRIPT_FAILURE_SETTLE                 how long a failed ingestion must
                                                   stand before it is reported
          GOVSCRIPT_SANDBOX_FAULTS                 as --faults
          HTTPS_PROXY, NO_PROXY                    as for curl
        """)

    static let cron = HelpTopic(
        "cron", "Run a script every night", aliases: ["schedule", "schedules", "nightly", "systemd", "expect"],
        """
        This adds an entry to your crontab, with whole paths, profile, log file and lock; --systemd makes a service \
        and a timer instead. The next five starts are shown first:

          govscript schedule add nightly --at "daily 02:30" job.lua
          govscript schedule                    last and next starts; late ones in red
          govscript schedule history nightly

        Times are words (weekdays 06:00; mon,thu 09:00; every 15 minutes; monthly on 1 at 03:00; 2026-12-01 02:00) \
        or five cron fields, in the zone of --zone. In an entry of your own, write paths out, for a crontab has a \
        short PATH:

          15 2 * * *  cd /srv/publish && /usr/local/bin/govscript run job.lua >>log 2>&1

        Keys: name a file, GOVSCRIPT_DATAGOV_API_KEY_FILE=/etc/govscript/datagov.key, on a line of its own above.

        Options of run that help at night:

          --timeout 2h         end the script after this time (exit code 124)
          --retries 3          start again after exit codes 69 and 75
          --wait-lock 10m      wait for a start that is still running (else 75)
          --fail-if-nothing    exit with 4 if no item and no write was done
          --expect LIST        exit with 5 unless it is true: failed=0,duration<2h
          --log-file FILE      dated lines, rotated; errors also go to standard error
          --notify URL         tell healthchecks.io, json:URL or mailto:ADDRESS
          --metrics-file FILE  metrics for node_exporter

        --expect knows failed, uncertain, done, before, items, created, updated, uploaded, appended, writes and \
        duration. A loop in bulk.each resumes where it was when the job starts again. All exit codes: govscript help \
        exit-codes.
        """)

    static let sandbox = HelpTopic(
        "sandbox", "Two sandboxes: one to try things in, one around the script",
        """
        govscript run --sandbox FILE runs a script against an emulator of the three services, with their rules, \
        limits and messages. It needs no key and no network, and real keys are ignored. Its data is kept for the next \
        run; --fresh-sandbox empties it first.

        Against any service, a script may read and write only its own folder, the working directory, and the files \
        that are its arguments. It starts no programs and loads no C libraries. The error names the flag that allows \
        what was refused:

          --allow-read PATH    read a file, or a folder and everything in it
          --allow-write PATH   write there
          --allow-run          os.execute and io.popen
          --allow-all          everything that plain Lua 5.4 can do
        """)

    static let faults = HelpTopic(
        "faults", "Simulate failures in the sandbox",
        """
        --faults (or GOVSCRIPT_SANDBOX_FAULTS) makes the sandbox fail, so that you can see what a script does then:

          govscript run --sandbox --faults go:drop-after=5% campaign.lua
          govscript run --sandbox --faults datagov:hang-ingestion@1 publish.lua
          govscript run --sandbox --faults go:slow-after:2s=10%,go:429=1% x.lua

        SERVICE:FAULT=PERCENT% fails at random; SERVICE:FAULT@N fails the Nth time. Services are go, forsg and \
        datagov. "before" means that nothing was done, "after" that the request took effect.

          500-before, 500-after    a server error (any 5xx: 503-before)
          drop-before, drop-after  the connection closes without an answer
          drop-midway              it closes in the middle of the answer
          slow-before, slow-after  a late answer (slow-after:2s)
          truncated-json           the answer's JSON ends early
          wrong-json               JSON of another shape
          html                     an HTML page in place of JSON
          429, 429-date            refused for the rate limit (429:30s)
          database-error           500 "Server error."
          unable-to-edit           400 "Unable to edit short link"
          revoked-key              the key is rejected from now on
          expired-link             the upload link has expired
          half-upload              storage closes after half of the file
          fail-ingestion           the file is not accepted
          hang-ingestion           the ingestion takes longer (hang-ingestion:5m)
          stale-ingestion          the previous status is shown for a while
          unknown-status           a status that no document lists
        """)
}
