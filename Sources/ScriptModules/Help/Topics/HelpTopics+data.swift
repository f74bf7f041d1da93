import Catalogue

// What is checked before a dataset is changed.
extension HelpTopics {
    static let data = HelpTopic(
        "data", "Check a file before it is published", aliases: ["check-data", "findings"],
        """
        govscript check-data reads a CSV file as a whole, however long, and says what is wrong with it. Nothing is \
        sent. With --dataset it compares columns, types and rows with those of a dataset.

          govscript check-data rows.csv
          govscript check-data rows.csv --dataset d_... --mode append
          govscript check-data rows.csv --rejects rejected.csv

        It prints how often each kind was found in each column, and then the first places: file:line:column. \
        --json prints all of that for programs. --rejects writes the rows that have errors, each with its reason in a \
        last column: mend them, drop that column, and append them. The exit code is 65 if there is an error.

        In a script, datagov.check returns the same. datagov.publish and datagov.append check the file first, and \
        refuse it if there is an error; datagov.upload checks the file by itself. Warnings are logged once. An error \
        that does not matter is allowed by its kind; check = false leaves the check out:

          datagov.publish("d_...", "rows.csv", { allow = { "fewer-rows" } })

        Errors:

          empty-file, no-rows, too-large     nothing to send, or too much
          not-csv, separator                 no CSV file, or none with commas
          separator-line                     a first line sep=; that Excel reads
          not-utf8, control-character        text in another encoding, NUL bytes
          quote-inside                       a quote in a field without quotes
          ragged-row, blank-row              too few or too many fields; blanks only
          blank-header, duplicate-header     a column without a name of its own
          missing-column, unknown-column     other columns than the dataset has
          column-case                        a name in other case, or with a sign
                                             that cannot be seen
          column-order                       another order, for an append
          fewer-rows                         less than half of the rows would be left
          becomes-text, not-a-number         text where the dataset has numbers
          ambiguous-date                     1/2/2026: two readings
          ambiguous-number                   1.200 or 1,200 beside 12,5

        Warnings: what data.gov.sg's guideline wants otherwise, and what Excel may have done:

          header-style, line-break           the guideline's rules for text
          missing-value, date-form           na, - and s; 2026-01-31
          white-space, invisible-character   blanks at an end, no-break spaces
          curly-quote                        quotes of a word processor
          not-a-number                       a few texts in a column of numbers
          scientific-notation, lost-zeros    1.2E+05; 18956 beside 018957
          date-serial, spreadsheet-error     45321 for a date; #REF!
          thousands-comma, percent-sign      40,120; 5%
          currency-sign, accounting-number   $1,200; (500) for -500
          odd-sign, digit-groups             500-; 1 200
          decimal-comma                      12,5
          leading-apostrophe, formula        '01; =SUM(A1)
          empty-column, column-order         no values; another order
          not-compared                       the dataset's columns are not known
        """)
}
