import ArgumentParser

@main
enum Start {
    static func main() async {
        if let run = ScriptRun(plain: CommandLine.arguments.dropFirst()) { await run.execute() }
        await Govscript.main()
    }
}
