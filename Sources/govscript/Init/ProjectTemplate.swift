import Catalogue

/// The files of a new folder for scripts.
enum ProjectTemplate {
    /// By name, in the order in which they are reported.
    static func files(_ globals: LuacheckGlobals) -> [(name: String, text: String)] {
        [
            ("first.lua", first), ("first_test.lua", firstTest), ("links.csv", links), ("README.md", readme),
            (".luarc.json", luarc), (".luacheckrc", luacheck(globals)),
        ]
    }

    static let globalsMark = "-- Written by `govscript init`; `govscript init --update` renews the next line."

    static func luacheck(_ globals: LuacheckGlobals) -> String {
        """
        std = "lua54"
        max_line_length = 120
        exclude_files = { ".govscript" }
        \(globals.mark)
        read_globals = \(globals.table)

        """
    }

    private static let first = String(decoding: PackageResources.first_lua, as: UTF8.self)
    private static let firstTest = String(decoding: PackageResources.first_test_lua, as: UTF8.self)

    private static let links = """
        url,slug
        https://www.example.gov.sg/apply,my-first-apply
        https://www.example.gov.sg/renew,my-first-renew
        https://www.example.gov.sg/contact,my-first-contact

        """

    private static let luarc = """
        {
          "$schema": "https://raw.githubusercontent.com/LuaLS/vscode-lua/master/setting/schema.json",
          "runtime.version": "Lua 5.4",
          "workspace.library": [".govscript/meta"],
          "workspace.checkThirdParty": false
        }

        """

    private static let readme = """
        # Scripts

        Lua scripts for govscript: short links of GoGovSG and ForSG, datasets of data.gov.sg.

        ```
        govscript run --sandbox first.lua links.csv   # against an emulator: no key, no network
        govscript test                                # runs first_test.lua, in virtual time
        govscript run first.lua links.csv             # against the real service, with GOVSCRIPT_GO_API_KEY
        govscript help                                # what scripts can use
        govscript help links.create                   # one function
        ```

        Editors with lua-language-server find the functions and their options by `.luarc.json`. `luacheck .` finds
        typing errors. After an update of govscript, run `govscript init --update`.

        Keep keys out of this folder: `govscript help credentials` says where they come from.

        """
}
