namespace Transfer.Pipeline.Audit;

/// <summary>The style of cards, in addition to that of reports.</summary>
internal static class AuditPageStyle
{
    public const string Css = """
        :root { --mark: #b3261e; --good: #1b7f4d; }
        @media (prefers-color-scheme: dark) { :root { --mark: #ff8a80; --good: #63d29b; } }
        body { padding-bottom: 4.5rem; }
        ul { padding-left: 1.2rem; max-width: 46rem; }
        li { margin: .3rem 0; overflow-wrap: anywhere; }
        kbd {
          border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; font: inherit; font-size: .85em; background: var(--tint);
        }
        .tools { margin: .75rem 0; }
        button, select {
          font: inherit; font-size: .875rem; color: inherit; background: var(--tint); border: 1px solid var(--line); border-radius: 6px;
          padding: .3rem .7rem; min-height: 2.1rem; cursor: pointer;
        }
        button:hover { border-color: var(--accent); }
        button.primary { background: var(--accent); color: var(--paper); border-color: var(--accent); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); gap: .9rem; }
        .card { border: 2px solid var(--line); border-radius: 8px; padding: .55rem; min-width: 0; scroll-margin: 1rem 0 5rem; }
        .card:focus { outline: 2px solid var(--accent); outline-offset: 1px; }
        .card.marked { border-color: var(--mark); }
        .card.marked.relabelled { border-color: var(--good); }
        .card a { display: flex; justify-content: center; background: var(--tint); border-radius: 4px; }
        .card img, .card .none { display: block; max-width: 100%; height: 7.5rem; object-fit: fill; border-radius: 3px; }
        .card .none { line-height: 7.5rem; color: var(--faint); font-size: .875rem; }
        .card.deleted img { opacity: .35; }
        .card figcaption { line-height: 1.4; font-variant-numeric: tabular-nums; color: var(--ink); }
        .card select { width: 100%; margin-top: .4rem; }
        .proposed { color: var(--good); }
        .group { border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; color: var(--faint); }
        #bar {
          position: fixed; left: 0; right: 0; bottom: 0; display: flex; flex-wrap: wrap; gap: .6rem; align-items: center;
          justify-content: center; padding: .6rem 1rem; background: var(--paper); border-top: 1px solid var(--line); font-size: .875rem;
        }
        #bar[hidden] { display: none; }
        @media (max-width: 34rem) { .cards { grid-template-columns: 1fr 1fr; gap: .6rem; } .card { padding: .4rem; } }
        @media print { #bar, .tools, .card select { display: none; } .cards { grid-template-columns: repeat(4, 1fr); } }
        """;
}
