import ArgumentParser

@main
enum Start {
    static func main() async {
        Environment.guardSecrets()
        if let run = ScriptRun(plain: CommandLine.arguments.dropFirst()) { await run.execute() }
        await Govscript.main()
    }
}
