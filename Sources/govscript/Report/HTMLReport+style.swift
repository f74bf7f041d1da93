extension HTMLReport {
    /// For a screen, light or dark, and for paper.
    static let style: StaticString = """

        :root { --back: #fff; --text: #1c1e21; --faint: #667; --line: #d5d8dc; --good: #18794e; --bad: #c0352b;
          --c0: #b7791f; --c1: #c0352b; --c2: #6b4fbb; --c3: #2b6cb0; --c4: #8a94a0; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #16181b; --text: #e4e6e9; --faint: #9aa1a9; --line: #383d43; --good: #58b98a;
            --bad: #f0776b; --c0: #d9a441; --c1: #f0776b; --c2: #a48ee6; --c3: #6aa9e6; --c4: #7d8791; } }
        @media print {
          :root { --back: #fff; --text: #000; --faint: #444; --line: #999; --good: #064; --bad: #900; }
          table, figure { break-inside: avoid; } h2 { break-after: avoid; } }
        body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
        h1 { margin: 0; font-size: 1.6rem; overflow-wrap: anywhere; } h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; }
        h3 { margin: 1rem 0 .3rem; font-size: 1rem; } .state { font-size: 1.1rem; margin: .2rem 0 1rem; }
        .good { color: var(--good); } p.bad { color: var(--bad); } .wide { overflow-x: auto; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; }
        dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
        table { border-collapse: collapse; margin: .5rem 0; }
        th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line);
          vertical-align: top; overflow-wrap: break-word; max-width: 22rem; }
        th { color: var(--faint); font-weight: 600; white-space: nowrap; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        figure { margin: 1rem 0; } figcaption, .key, footer { color: var(--faint); font-size: .85rem; }
        svg { display: block; width: 100%; height: 8rem; }
        .axis { display: flex; justify-content: space-between; margin: .2rem 0; color: var(--faint); font-size: .8rem; }
        .key span { display: inline-block; width: .7em; height: .7em; margin-left: .8em; }
        .key { margin: .2rem 0; } .key span:first-child { margin-left: 0; }
        rect.c0 { fill: var(--c0); } rect.c1, rect.bad { fill: var(--c1); } rect.c2 { fill: var(--c2); }
        rect.c3 { fill: var(--c3); } rect.c4 { fill: var(--c4); } span.c0 { background: var(--c0); }
        span.c1, span.bad { background: var(--c1); } span.c2 { background: var(--c2); }
        span.c3 { background: var(--c3); } span.c4 { background: var(--c4); }
        .limit { stroke: var(--text); stroke-dasharray: 4 3; } footer { margin-top: 2rem; }

        """
}
