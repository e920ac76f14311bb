namespace Transfer.Pipeline.Report;

/// <summary>The style sheet of a report: for wide and narrow screens, dark mode and print.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --paper: #fff; --ink: #1e242c; --faint: #5d6672; --line: #dfe3e8; --tint: #f5f7f9; --accent: #2f74c0;
        }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #15181c; --ink: #e4e7eb; --faint: #9aa4b0; --line: #343b44; --tint: #1e2329; --accent: #7db2ec; }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
        }
        main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
        header { border-bottom: 1px solid var(--line); padding-bottom: 1.25rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; font-weight: 650; letter-spacing: -.01em; }
        h2 { font-size: 1.2rem; margin: 2.75rem 0 .75rem; font-weight: 650; }
        h3 { font-size: 1rem; margin: 1.75rem 0 .75rem; font-weight: 600; }
        h1, h2, h3, p, .tile, figcaption, dd { overflow-wrap: anywhere; }
        p { margin: .5rem 0; max-width: 46rem; }
        .lead { font-size: 1.06rem; }
        .note, figcaption, small { color: var(--faint); }
        .note, figcaption { font-size: .875rem; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: .75rem; margin-top: 1.5rem; }
        .tile { background: var(--tint); border-radius: 8px; padding: .85rem 1rem; break-inside: avoid; }
        .tile .name { font-size: .8125rem; color: var(--faint); }
        .tile .value { font-size: 1.65rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
        .tile .below { font-size: .8125rem; color: var(--faint); font-variant-numeric: tabular-nums; }
        .figures {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.5rem 2rem; margin: 1rem 0;
        }
        figure { margin: 0; min-width: 0; break-inside: avoid; }
        .figures svg { display: block; width: 100%; height: auto; max-width: 31rem; font-family: inherit; }
        figcaption { margin-top: .35rem; }
        .scroll { overflow-x: auto; margin: .75rem 0; }
        table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
        th, td {
          padding: .4rem 1.1rem .4rem 0; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); font-weight: 400;
        }
        tr > :first-child { position: sticky; left: 0; background: var(--paper); }
        tbody th div { width: max-content; max-width: 16rem; white-space: normal; overflow-wrap: anywhere; line-height: 1.3; }
        thead th { color: var(--faint); font-size: .8125rem; }
        td span { color: var(--faint); }
        tr { break-inside: avoid; }
        .images { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1.25rem 1.5rem; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 3px; }
        .images img { display: block; width: 100%; height: auto; border-radius: 3px; background: var(--tint); }
        dl { margin: .75rem 0; font-size: .875rem; }
        dl div {
          display: grid; grid-template-columns: 11rem 1fr; gap: 1rem; padding: .35rem 0;
          border-bottom: 1px solid var(--line); break-inside: avoid;
        }
        dt { color: var(--faint); }
        dd { margin: 0; min-width: 0; }
        footer { margin-top: 3rem; color: var(--faint); font-size: .8125rem; }
        @media (max-width: 34rem) {
          main { padding: 1.5rem 1rem 3rem; }
          h1 { font-size: 1.4rem; }
          .tiles { grid-template-columns: 1fr 1fr; }
          .tile { padding: .7rem .8rem; }
          .tile .value { font-size: 1.35rem; }
          dl div { grid-template-columns: 1fr; gap: 0; }
          tbody th div { max-width: 8.5rem; }
        }
        @media print {
          :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #444; --line: #ccc; --tint: #f4f4f4; }
          @page { margin: 16mm; }
          body { font-size: 10.5pt; }
          main { max-width: none; padding: 0; }
          .figures { grid-template-columns: 1fr 1fr; }
          .images { grid-template-columns: 1fr 1fr 1fr; }
          .scroll { overflow: visible; break-inside: avoid; }
          .tiles { grid-template-columns: repeat(4, 1fr); }
          footer { margin-top: 1rem; }
          h2, h3 { break-after: avoid; }
          .tile, svg, img { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """;
}
