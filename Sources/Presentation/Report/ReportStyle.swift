import Bytes
import EvidenceVault

/// How a report looks: black on white, one blue for amounts that is told apart by how dark it is, so that grey paper and
/// colour-blind readers lose nothing.
enum ReportStyle {
    /// From few to many, each darker than the one before.
    static let shades = ["#d9e7f3", "#a6c8e1", "#649bc7", "#2f6aa3", "#123d6b"]

    static let css = """
        :root { --ink: #16181b; --soft: #4d545c; --line: #c9ced4; --paper: #fff; }
        * { box-sizing: border-box; }
        body { font: 16px/1.55 "Noto Sans", "DejaVu Sans", system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.5rem 5rem; }
        h1 { font-size: 1.15rem; font-weight: 600; margin: 0; }
        h2 { font-size: 1.3rem; margin: 3.5rem 0 .4rem; padding-top: .9rem; border-top: 2px solid var(--ink); }
        h3 { font-size: 1rem; margin: 2.2rem 0 .2rem; }
        p { margin: .4rem 0; max-width: 46rem; }
        a { color: inherit; text-decoration-color: #8a929b; text-underline-offset: .15em; }
        .soft { color: var(--soft); } .small { font-size: .85rem; }
        header { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; justify-content: space-between; }
        .verdict { margin: 1.6rem 0 1.4rem; padding: 1.1rem 0; border: solid var(--ink); border-width: 2px 0; }
        .verdict p { max-width: none; }
        .verdict .first { font-size: 1.55rem; line-height: 1.3; font-weight: 650; margin: 0; }
        .verdict .alarm { font-weight: 650; }
        .weights { margin-top: .7rem; font-size: .95rem; min-width: 0; } .weights th { white-space: nowrap; font-weight: 650; font-variant-numeric: tabular-nums; } .weights th, .weights td { border: 0; padding: .12rem 1rem .12rem 0; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.2rem, 1fr)); gap: 1rem 1.4rem; margin: 1.4rem 0 0; padding: 0; list-style: none; }
        .figures b { display: block; font-size: 1.65rem; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
        .figures span { color: var(--soft); font-size: .85rem; line-height: 1.35; display: block; }
        .rule { margin: 1.9rem 0 0; padding-left: 1rem; border-left: 1px solid var(--line); break-inside: avoid-page; }
        .rule.high { border-left: 5px solid var(--ink); } .rule.medium { border-left: 3px solid #6b737b; }
        .rule h3 { margin: 0; font-size: 1.05rem; } .rule h3 small { font-weight: 400; color: var(--soft); font-size: .85rem; }
        .rule p { font-size: .875rem; color: var(--soft); margin: .15rem 0; }
        .findings { list-style: none; margin: .6rem 0 0; padding: 0; }
        .findings li { padding: .45rem 0; border-top: 1px solid var(--line); }
        .findings .meta { font-size: .8rem; color: var(--soft); display: block; overflow-wrap: anywhere; }
        .findings code { white-space: nowrap; } .findings .settled { color: var(--soft); }
        .state { font-size: .75rem; border: 1px solid currentColor; border-radius: 2px; padding: 0 .35em; white-space: nowrap; }
        .state.open { background: var(--ink); color: var(--paper); border-color: var(--ink); }
        :target { outline: 3px solid #2f6aa3; outline-offset: 2px; }
        .scroll { overflow-x: auto; margin: .7rem 0; }
        table { border-collapse: collapse; font-size: .85rem; line-height: 1.4; min-width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .32rem .9rem .32rem 0; border-bottom: 1px solid var(--line); }
        thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; vertical-align: bottom; }
        td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; } td.t, td.w { white-space: nowrap; font-variant-numeric: tabular-nums; }
        tr.off td:nth-child(2) { font-weight: 650; }
        code { font-family: "DejaVu Sans Mono", ui-monospace, monospace; font-size: .85em; overflow-wrap: anywhere; }
        svg { display: block; width: 100%; height: auto; margin: .6rem 0 .3rem; font-family: inherit; }
        svg text { fill: var(--ink); } svg .soft { fill: var(--soft); }
        figure { margin: 1.8rem 0; break-inside: avoid; } figcaption { font-size: .85rem; color: var(--soft); }
        figcaption b { color: var(--ink); font-size: 1rem; display: block; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 3rem; }
        nav { margin: 1.2rem 0 0; font-size: .85rem; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
        @media (max-width: 34rem) { body { padding: 1.2rem .9rem 3rem; } .verdict .first { font-size: 1.25rem; } .pair { grid-template-columns: 1fr; } .figures { grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); } }
        @media print { @page { size: A4; margin: 16mm 14mm; } table { font-size: .76rem; } th, td { padding-right: .6rem; } body { font-size: 10.5pt; max-width: none; padding: 0; } nav { display: none; } .scroll { overflow: visible; } h2, h3 { break-after: avoid; } tr, .findings li { break-inside: avoid; } thead { display: table-header-group; } #entries { break-before: page; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
        """
}
