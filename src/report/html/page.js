// Tables of the report. What a row holds at which place is told in record.rs.
(() => {
  const { data, say, number, day, minutes, made, bdi, low, place, told, canUnpack, store, packedSource, listedSource, grid, choices } = base;

  // places in a message, a finding, a relation and a detail of a relation
  const M = { source: 0, number: 1, offset: 2, length: 3, id: 4, date: 5, from: 6, subject: 7, custodian: 8, findings: 9 };
  const F = { kind: 0, value: 1, region: 2, disclosure: 3, party: 4, register: 5, contact: 6, confidence: 7, part: 8, pattern: 9, more: 10, message: 11 };
  const R = { number: 0, party: 1, label: 2, kinds: 3, disclosures: 4, findings: 5, first: 6, last: 7, stale: 8, sources: 9, details: 10, omitted: 11 };
  const D = { kind: 0, value: 1, findings: 2, first: 3, last: 4, register: 5, present: 6, source: 7, message: 8, part: 9 };

  const field = (finding, name) => {
    const fields = finding[F.more] && finding[F.more].fields;
    return (fields && fields.find(([key]) => key === name)?.[1]) ?? '';
  };

  const findingsOf = (messages) => {
    const rows = [];
    for (const message of messages) {
      let part = null;
      for (const finding of message[M.findings]) {
        if (finding[F.part] === 0) finding[F.part] = part;
        part = finding[F.part];
        finding.push(message);
        rows.push(finding);
      }
      message.length = M.findings;
    }
    return rows;
  };

  // -- columns and rows

  const messageOf = (row) => row[F.message];
  // what an older run says of a finding, where that differs
  const before = (f) => {
    const was = f[F.more].before;
    if (!was) return '';
    const named = [data.regions, data.disclosures, data.parties, data.registers];
    const now = [f[F.region], f[F.disclosure], f[F.party], f[F.register], f[F.confidence]];
    const shifts = [0, 1, 0, 1];
    const said = was.map((value, i) => (i < 4 ? named[i][value - shifts[i]] ?? say('nothing') : `${value} %`));
    return said.filter((_, i) => was[i] !== now[i]).join(', ');
  };
  const columns = {
    change: { key: (f) => f[F.more].change, cell: (f) => [data.changes[f[F.more].change]] },
    before: { key: before, cell: (f) => [before(f)] },
    kind: { key: (f) => data.kinds[f[F.kind]], cell: (f) => [data.kinds[f[F.kind]]] },
    value: { key: (f) => f[F.value], cell: (f) => [bdi(f[F.value])] },
    disclosure: { key: (f) => f[F.disclosure], cell: (f) => [data.disclosures[f[F.disclosure] - 1] ?? ''] },
    region: { key: (f) => f[F.region], cell: (f) => [data.regions[f[F.region]]] },
    date: { key: (f) => minutes(messageOf(f)[M.date]), cell: (f) => [day(messageOf(f)[M.date])] },
    from: { key: (f) => messageOf(f)[M.from] ?? '', cell: (f) => [bdi(messageOf(f)[M.from])] },
    subject: { key: (f) => messageOf(f)[M.subject] ?? '', cell: (f) => [bdi(messageOf(f)[M.subject])] },
    source: { key: (f) => messageOf(f)[M.source], cell: (f) => place(messageOf(f)[M.source], number(messageOf(f)[M.number])) },
    present: { key: (f) => (f[F.more].present ?? []).join(' '), cell: (f) => (f[F.more].present ?? []).flatMap((v) => [bdi(v), ' ']) },
    lastSeen: { key: (f) => field(f, 'last_seen'), cell: (f) => [day(field(f, 'last_seen'))] },
    pastSince: { key: (f) => field(f, 'past_since'), cell: (f) => [day(field(f, 'past_since'))] },
    rule: { key: (f) => field(f, 'retention'), cell: (f) => [bdi(field(f, 'retention'))] },
  };
  const counted = (pairs, names, shift) =>
    pairs.map(([what, n]) => `${names[what - shift]}${n > 1 ? ` (${number(n)})` : ''}`).join(', ');
  const sourcesOf = (r, most) => {
    const pieces = r[R.sources].slice(0, most).flatMap((s, i) => (i ? [', ', bdi(s)] : [bdi(s)]));
    if (r[R.sources].length > most) pieces.push(' …');
    return pieces;
  };
  const relationColumns = {
    label: { key: (r) => r[R.label] ?? '', cell: (r) => [bdi(r[R.label])] },
    kinds: { key: (r) => counted(r[R.kinds], data.kinds, 0), cell: (r) => [counted(r[R.kinds], data.kinds, 0)] },
    disclosures: { key: (r) => counted(r[R.disclosures], data.disclosures, 1), cell: (r) => [counted(r[R.disclosures], data.disclosures, 1)] },
    findings: { key: (r) => r[R.findings], cell: (r) => [number(r[R.findings])] },
    first: { key: (r) => r[R.first] ?? '', cell: (r) => [day(r[R.first])] },
    last: { key: (r) => r[R.last] ?? '', cell: (r) => [day(r[R.last])] },
    stale: { key: (r) => r[R.stale], cell: (r) => [r[R.stale] ? number(r[R.stale]) : ''] },
    sources: { key: (r) => r[R.sources].join(' '), cell: (r) => sourcesOf(r, 3) },
  };
  const wholeFinding = (f) => {
    const message = messageOf(f);
    const [section, type, filename, header] = f[F.part];
    const more = f[F.more] || {};
    const text = (value) => (value === null || value === undefined || value === '' ? null : bdi(String(value)));
    const list = told([
      [say('source'), text(message[M.source])],
      [say('custodian'), text(message[M.custodian])],
      [say('message-number'), number(message[M.number])],
      [say('date'), message[M.date] ? `${day(message[M.date])}, ${message[M.date].slice(11, 16)} (${message[M.date].slice(19).replace(/^\.\d+/, '')})` : ''],
      [say('from'), text(message[M.from])],
      [say('subject'), text(message[M.subject])],
      [say('message-id'), text(message[M.id])],
      [say('bytes'), message[M.length] === null ? say('from-byte', { first: number(message[M.offset]) }) : say('byte-range', { first: number(message[M.offset]), length: number(message[M.length]) })],
      [say('kind'), data.kinds[f[F.kind]]],
      [say('value'), text(f[F.value])],
      [say('as-written'), text(more.text)],
      [say('region'), data.regions[f[F.region]]],
      [say('part'), text(section), ` (${type})`],
      [say('file'), text(filename)],
      [say('header-field'), text(header)],
      [say('also'), text((more.also ?? []).join(', '))],
      [say('disclosure'), data.disclosures[f[F.disclosure] - 1] ?? ''],
      [say('party'), data.parties[f[F.party]]],
      [say('register'), data.registers[f[F.register] - 1] ?? ''],
      [say('present'), text((more.present ?? []).join(', '))],
      ...(more.fields ?? []).map(([name, value]) => [data.texts[`field-${name}`] ?? name, /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : text(value)]),
      [say('change'), more.change === undefined ? '' : data.changes[more.change]],
      [say('before'), more.change === undefined ? '' : before(f)],
      [say('confidence'), `${f[F.confidence]} %`],
      [say('pattern'), text(f[F.pattern])],
      [say('why'), text((more.why ?? []).join('; '))],
      [say('contact'), f[F.contact] ? `c${f[F.contact]}` : ''],
    ]);
    return [list, f[F.contact] ? allOf(f[F.contact]) : null];
  };
  const wholeRelation = (r) => {
    const table = made('table', {}, made('caption', {}, say('details')));
    const heads = ['kind', 'value', 'findings', 'first', 'last', ...(data.register ? ['register', 'present'] : []), 'place'];
    table.append(made('thead', {}, made('tr', {}, ...heads.map((name) => made('th', { scope: 'col' }, say(name))))));
    const body = made('tbody');
    for (const d of r[R.details]) {
      body.append(made('tr', {},
        made('td', {}, data.kinds[d[D.kind]]),
        made('td', {}, bdi(d[D.value])),
        made('td', { class: 'n' }, number(d[D.findings])),
        made('td', {}, day(d[D.first])),
        made('td', {}, day(d[D.last])),
        data.register ? made('td', {}, data.registers[d[D.register] - 1] ?? '') : null,
        data.register ? made('td', {}, bdi(d[D.present].join(', '))) : null,
        made('td', {}, ...place(d[D.source], number(d[D.message])))));
    }
    table.append(body);
    return [
      told([[say('party'), data.parties[r[R.party]]], [say('contact'), `c${r[R.number]}`], [say('sources'), ...sourcesOf(r, r[R.sources].length)]]),
      table,
      r[R.omitted] ? made('p', { class: 'quiet' }, say('more-details', { n: number(r[R.omitted]) })) : null,
      allOf(r[R.number]),
    ];
  };
  const allOf = (contact) => {
    const button = made('button', { type: 'button', class: 'plain' }, say('all-of-relation'));
    button.addEventListener('click', () => {
      grids.findings.only(`c${contact}`, (f) => f[F.contact] === contact);
      show('findings', true);
    });
    return button;
  };
  const findingText = (f) => {
    const message = messageOf(f);
    message.low ??= low([message[M.source], message[M.id], message[M.from], message[M.subject], message[M.custodian]].join('\n'));
    return `${low(f[F.value])}\n${low(f[F.part][2])}\n${message.low}`;
  };
  const relationText = (r) => low([r[R.label], `c${r[R.number]}`, ...r[R.sources], ...r[R.details].map((d) => d[D.value])].join('\n'));

  // -- the page

  const filters = {
    kind: { label: 'kind', options: choices(data.kinds, 0), passes: (v) => (f) => f[F.kind] === +v },
    disclosure: { label: 'disclosure', options: choices(data.disclosures, 1), passes: (v) => (f) => f[F.disclosure] === +v },
    region: { label: 'region', options: choices(data.regions, 0), passes: (v) => (f) => f[F.region] === +v },
    custodian: { label: 'custodian', options: data.custodians.map((c) => [c, c]), passes: (v) => (f) => messageOf(f)[M.custodian] === v },
    register: { label: 'register', options: data.register ? choices(data.registers, 1) : [], passes: (v) => (f) => f[F.register] === +v },
  };
  const { register, ...withoutRegister } = filters;
  const findings = store('findings', findingsOf);
  const relations = store('relations', (rows) => rows);
  const ofFindings = (count, keeps, some) => ({ source: packedSource(findings, count, keeps), cols: columns, text: findingText, whole: wholeFinding, filters: some });
  const kinds = {
    relations: () => ({ source: packedSource(relations, 'all', () => true), cols: relationColumns, text: relationText, whole: wholeRelation, filters: {
      disclosure: { label: 'disclosure', options: filters.disclosure.options, passes: (v) => (r) => r[R.disclosures].some(([d]) => d === +v) },
      kind: { label: 'kind', options: filters.kind.options, passes: (v) => (r) => r[R.kinds].some(([k]) => k === +v) },
    } }),
    findings: () => ofFindings('all', () => true, filters),
    stale: () => ofFindings('stale', (f) => f[F.register] === 2, withoutRegister),
    changes: () => ({ source: packedSource(store('changes', findingsOf), 'all', () => true), cols: columns, text: findingText, whole: wholeFinding, filters: {
      change: { label: 'change', options: choices(data.changes, 0), passes: (v) => (f) => f[F.more].change === +v }, ...filters,
    } }),
    past: () => ofFindings('past', (f) => field(f, 'past_since') !== '', filters),
  };
  const grids = {};
  const panels = [...document.querySelectorAll('.panel')];
  const tabs = made('div', { class: 'tabs', role: 'tablist', 'aria-label': say('tables') });
  const show = (name, focus) => {
    for (const panel of panels) panel.hidden = panel.dataset.table !== name;
    for (const tab of tabs.children) {
      const is = tab.id === `tab-${name}`;
      tab.setAttribute('aria-selected', String(is));
      tab.tabIndex = is ? 0 : -1;
      if (is && focus) { tab.focus(); tab.scrollIntoView({ block: 'nearest' }); }
    }
  };
  for (const panel of panels) {
    const name = panel.dataset.table;
    const table = panel.querySelector('table.rows');
    let count = 0;
    if (kinds[name] && !canUnpack && +panel.dataset.total) {
      count = +panel.dataset.total;
      table.parentElement.replaceWith(made('p', { class: 'warning' }, say('old-browser')));
    } else if (table) {
      const rows = kinds[name] ? null : [...table.tBodies[0].rows];
      const what = kinds[name]?.() ?? { source: listedSource(rows), text: (tr) => low(tr.textContent) };
      count = what.source.total;
      if (count) grids[name] = grid(panel, what);
      else table.parentElement.replaceWith(made('p', {}, say('none')));
    }
    const tab = made('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': panel.id }, panel.querySelector('h3').textContent, ' ', made('span', { class: 'count' }, number(count)));
    tab.addEventListener('click', () => show(name, false));
    tabs.append(tab);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
  }
  tabs.addEventListener('keydown', (event) => {
    const all = [...tabs.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    show(all[(to + all.length) % all.length].id.slice(4), true);
  });
  panels[0].before(tabs);
  show(grids.relations ? 'relations' : 'findings', false);
  // the first rows of every table are there from the beginning, so that they are printed
  Promise.all(Object.values(grids).map((one) => one.render())).then(() => {
    performance.mark('ready');
    document.documentElement.setAttribute('data-ready', '');
  });
})();
