/// Something that is worth a page of prose: how pacing works, what the kinds of errors mean.
package struct HelpTopic: Sendable, Hashable {
    /// The word that is asked for, `pacing`.
    package var name: String
    package var title: String
    /// Paragraphs with empty lines between them; a paragraph whose lines are indented is shown as it stands.
    package var text: String

    package init(_ name: String, _ title: String, _ text: String) {
        self.name = name
        self.title = title
        self.text = text
    }
}
