using System.Text.Json;

namespace Transfer.Pipeline.Audit;

/// <summary>What makes images on the page markable, and saves the marks as a table.</summary>
internal static class AuditPageScript
{
    /// <summary>What the keys do.</summary>
    public const string Keys = """
        <p class="note">Mark images with the list below each, or with keys: <kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd> go
        from image to image, <kbd>p</kbd> marks as proposed, <kbd>d</kbd> to be deleted, <kbd>1</kbd> to <kbd>9</kbd> as one of the classes,
        <kbd>m</kbd> to be moved to another split, <kbd>k</kbd> keeps, <kbd>Enter</kbd> opens. Marks stay in this browser. Save the table
        and apply it: marked images move into a quarantine, which can be undone.</p>

        """;

    /// <summary>The number of marks, and the button that saves them.</summary>
    public const string Bar = """
        <div id="bar" hidden><span id="count"></span><button type="button" class="primary" id="save">Save audit.csv</button>
        <button type="button" id="none">Clear all marks</button></div>
        """;

    public const string Js = """
        'use strict';
        const audit = JSON.parse(document.getElementById('audit').textContent);
        const key = 'marks of ' + audit.data;
        let marks = new Map();
        try { marks = new Map(JSON.parse(localStorage.getItem(key) || '[]')); } catch { /* no storage for this page */ }
        const known = new Set(audit.rows.map(row => row[0]));
        marks = new Map([...marks].filter(mark => known.has(mark[0])));
        const cards = [...document.querySelectorAll('.card')];
        const choices = [
          ['', 'keep'], ['delete', 'delete'],
          ...audit.classes.map(name => ['relabel:' + name, 'class: ' + name]),
          ...audit.splits.map(name => ['move:' + name, 'move to ' + name]),
        ];
        const valueOf = text => text === '' || text === 'delete' ? text : 'relabel:' + text;
        for (const card of cards) {
          const list = document.createElement('select');
          list.setAttribute('aria-label', 'what to do with ' + card.dataset.path);
          list.tabIndex = -1;
          list.append(...choices.map(([value, text]) => new Option(text, value)));
          list.addEventListener('change', () => mark([[card.dataset.path, list.value]]));
          card.append(list);
        }
        function show() {
          for (const card of cards) {
            const value = marks.get(card.dataset.path) || '';
            card.querySelector('select').value = value;
            card.classList.toggle('marked', value !== '');
            card.classList.toggle('deleted', value === 'delete');
            card.classList.toggle('relabelled', value.startsWith('relabel:'));
          }
          const count = marks.size;
          document.getElementById('bar').hidden = count === 0;
          document.getElementById('count').textContent = count === 1 ? '1 image is marked.' : count + ' images are marked.';
        }
        function mark(pairs) {
          for (const [path, value] of pairs) {
            if (value === '') { marks.delete(path); } else { marks.set(path, value); }
          }
          try { localStorage.setItem(key, JSON.stringify([...marks])); } catch { /* no storage for this page */ }
          show();
        }
        for (const section of document.querySelectorAll('section')) {
          const own = [...section.querySelectorAll('.card')].map(card => [card.dataset.path, valueOf(card.dataset.proposed)]);
          section.querySelector('.accept')?.addEventListener('click', () => mark(own.filter(pair => pair[1] !== '')));
          section.querySelector('.clear')?.addEventListener('click', () => mark(own.map(pair => [pair[0], ''])));
        }
        function quoted(text) {
          return /[",;\t\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
        }
        document.getElementById('none').addEventListener('click', () => mark([...marks.keys()].map(path => [path, ''])));
        document.getElementById('save').addEventListener('click', () => {
          const lines = audit.rows.map(([path, line]) => line + ',' + quoted(marks.get(path) || ''));
          const text = [audit.header + ',action', ...lines].join('\n') + '\n';
          const link = document.createElement('a');
          link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
          link.download = 'audit.csv';
          link.click();
          URL.revokeObjectURL(link.href);
        });
        function columnsOf(card) {
          const all = [...card.parentElement.children];
          return all.filter(other => other.offsetTop === all[0].offsetTop).length;
        }
        document.addEventListener('keydown', event => {
          const at = cards.indexOf(document.activeElement);
          if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) { return; }
          const card = cards[at];
          const path = card.dataset.path;
          const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columnsOf(card), ArrowDown: columnsOf(card) };
          const moves = ['', ...audit.splits.map(name => 'move:' + name)];
          if (event.key in steps) {
            const next = cards[Math.min(cards.length - 1, Math.max(0, at + steps[event.key]))];
            next.focus();
            next.scrollIntoView({ block: 'nearest' });
          } else if (event.key === 'd' || event.key === 'Delete') { mark([[path, 'delete']]);
          } else if (event.key === 'k' || event.key === 'Backspace') { mark([[path, '']]);
          } else if (event.key === 'p') { mark([[path, valueOf(card.dataset.proposed)]]);
          } else if (event.key === 'm' && audit.splits.length > 0) {
            mark([[path, moves[(moves.indexOf(marks.get(path) || '') + 1) % moves.length]]]);
          } else if (event.key >= '1' && event.key <= '9' && audit.classes[event.key - 1] !== undefined) {
            mark([[path, 'relabel:' + audit.classes[event.key - 1]]]);
          } else if (event.key === 'Enter') { card.querySelector('a').click();
          } else { return; }
          event.preventDefault();
        });
        show();
        """;

    /// <summary>What the script needs, as JSON that cannot end the element it stands in.</summary>
    public static string DataOf(AuditResult result) => JsonSerializer.Serialize(new
    {
        data = Path.GetFullPath(result.Data),
        header = AuditCsv.Header,
        classes = result.Classes,
        splits = result.Balance.Select(b => b.Split).Where(s => s.Length > 0).Distinct(),
        rows = result.Findings.Select(f => (string[])[f.Path, AuditCsv.Line(f)]),
    });
}
