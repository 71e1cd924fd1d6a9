/*
 * Properties in the order in which OpenDSS knows them: a value without a name is the next one, and a name may be cut
 * short (the first that begins so is meant). Only the classes that say something about connections are listed whole;
 * of the others nothing is read but their number.
 */
const delivery = 'normamps emergamps faultrate pctperm repair basefreq enabled like'
const conversion = 'spectrum basefreq enabled like'
const control = 'basefreq enabled like'

const tables = {
  vsource:
    'bus1 basekv pu angle frequency phases mvasc3 mvasc1 x1r1 x0r0 isc3 isc1 r1 x1 r0 x0 scantype sequence bus2 z1 z0 z2 puz1 puz0 puz2 basemva yearly daily duty model puzideal ' +
    conversion,
  line:
    'bus1 bus2 linecode length phases r1 x1 r0 x0 c1 c0 rmatrix xmatrix cmatrix switch rg xg rho geometry units spacing wires earthmodel cncables tscables b1 b0 seasons ratings linetype epsrmedium heightoffset heightunit ' +
    delivery,
  linecode:
    'nphases r1 x1 r0 x0 c1 c0 units rmatrix xmatrix cmatrix basefreq normamps emergamps faultrate pctperm repair kron rg xg rho neutral b1 b0 seasons ratings linetype like',
  linegeometry:
    'nconds nphases cond wire x h units normamps emergamps reduce spacing wires cncable tscable cncables tscables seasons ratings linetype like',
  linespacing: 'nconds nphases x h units like',
  transformer:
    'phases windings wdg bus conn kv kva tap %r rneut xneut buses conns kvs kvas taps xhl xht xlt xscarray thermal n m flrise hsrise %loadloss %noloadloss normhkva emerghkva sub maxtap mintap numtaps subname %imag ppm_antifloat %rs bank xfmrcode xrconst x12 x13 x23 leadlag wdgcurrents core rdcohms seasons ratings ' +
    delivery,
  autotrans:
    'phases windings wdg bus conn kv kva tap %r rdcohms core buses conns kvs kvas taps xhx xht xxt xscarray thermal n m flrise hsrise %loadloss %noloadloss normhkva emerghkva sub maxtap mintap numtaps subname %imag ppm_antifloat %rs bank xfmrcode xrconst leadlag wdgcurrents ' +
    delivery,
  xfmrcode:
    'phases windings wdg conn kv kva tap %r rneut xneut conns kvs kvas taps xhl xht xlt xscarray thermal n m flrise hsrise %loadloss %noloadloss normhkva emerghkva maxtap mintap numtaps %imag ppm_antifloat %rs x12 x13 x23 rdcohms seasons ratings like',
  load:
    'phases bus1 kv kw pf model yearly daily duty growth conn kvar rneut xneut status class vminpu vmaxpu vminnorm vminemerg xfkva allocationfactor kva %mean %stddev cvrwatts cvrvars kwh kwhdays cfactor cvrcurve numcust zipv %seriesrl relweight vlowpu puxharm xrharm ' +
    conversion,
  reactor: 'bus1 bus2 phases kvar kv conn rmatrix xmatrix parallel r x rp z1 z2 z0 z rcurve lcurve lmh ' + delivery,
  capacitor: 'bus1 bus2 phases kvar kv conn cmatrix cuf r xl harm numsteps states ' + delivery,
  swtcontrol: 'switchedobj switchedterm action lock delay normal state reset ' + control,
  fuse:
    'monitoredobj monitoredterm switchedobj switchedterm fusecurve ratedcurrent delay action normal state ' + control,
  recloser:
    'monitoredobj monitoredterm switchedobj switchedterm numfast phasefast phasedelayed groundfast grounddelayed phasetrip groundtrip phaseinst groundinst reset shots recloseintervals delay action tdphfast tdgrfast tdphdelayed tdgrdelayed normal state ' +
    control,
  relay:
    'monitoredobj monitoredterm switchedobj switchedterm type phasecurve groundcurve phasetrip groundtrip tdphase tdground phaseinst groundinst reset shots recloseintervals delay overvoltcurve undervoltcurve kvbase 47%pickup 46baseamps 46%pickup 46isqt variable overtrip undertrip breakertime action z1mag z1ang z0mag z0ang mphase mground eventlog debugtrace distreverse normal state ' +
    control,
  regcontrol: 'transformer winding vreg band ptratio ctprim r x bus delay reversible ' + control,
} as const

export type KnownClass = keyof typeof tables
const orders = Object.fromEntries(Object.entries(tables).map(([c, t]) => [c, t.split(' ')])) as Record<
  KnownClass,
  string[]
>

/** As the class is written in names: `Line.sw1`. */
const spelling: Record<string, string> = {
  vsource: 'Vsource',
  line: 'Line',
  transformer: 'Transformer',
  autotrans: 'AutoTrans',
  load: 'Load',
  reactor: 'Reactor',
  capacitor: 'Capacitor',
  swtcontrol: 'SwtControl',
  fuse: 'Fuse',
  recloser: 'Recloser',
  relay: 'Relay',
  regcontrol: 'RegControl',
  capcontrol: 'CapControl',
  energymeter: 'EnergyMeter',
  generator: 'Generator',
  pvsystem: 'PVSystem',
  loadshape: 'LoadShape',
  linecode: 'LineCode',
  linegeometry: 'LineGeometry',
  linespacing: 'LineSpacing',
  xfmrcode: 'XfmrCode',
  wiredata: 'WireData',
}

/** Describes other things (impedances, shapes in time) or is part of what it controls: read, and not "ignored". */
export const auxiliary = new Set(
  'linecode linegeometry linespacing xfmrcode regcontrol swtcontrol fuse recloser relay'.split(' '),
)

export const isKnown = (name: string): name is KnownClass => Object.hasOwn(tables, name)
export const classSpelling = (name: string): string =>
  spelling[name] ?? name.charAt(0).toUpperCase() + name.slice(1).toLowerCase()

/** The full name of a property that may be cut short, and its place. @returns undefined when the class has none such */
export function property(cls: KnownClass, given: string): { name: string; place: number } | undefined {
  const order = orders[cls]
  const wanted = given.toLowerCase()
  let place = order.indexOf(wanted)
  if (place < 0) place = order.findIndex((p) => p.startsWith(wanted))
  return place < 0 ? undefined : { name: order[place]!, place }
}

export const propertyAt = (cls: KnownClass, place: number): string | undefined => orders[cls][place]

/** Commands in the order of OpenDSS, which matters for those cut short: `calcv`, `m`, `redir`. */
const commands =
  'new edit more m ~ select save show solve enable disable plot reset compile set dump open close // redirect help quit ? next panel sample clear about calcvoltagebases setkvbase buildy get init export fileedit voltages currents powers seqvoltages seqcurrents seqpowers losses phaselosses cktlosses allocateloads formedit totals capacity classes userclasses zsc zsc10 zscrefresh ysc puvoltages varvalues varnames buscoords makebuslist makeposseq reduce interpolate alignfile top rotate vdiff summary distribute di_plot comparecases yearlycurves cd visualize closedi doscmd estimate reconductor _initsnapshot _solvenocontrol _samplecontrols _docontrolactions _showcontrolqueue _solvedirect _solvepflow addbusmarker uuids setloadandgenkv cvrtloadshapes nodediff rephase setbusxy updatestorage obfuscate latlongcoords batchedit pstcalc variable reprocessbuses clearbusmarkers relcalc var cleanup finishtimestep nodelist newactor wait solveall calcincmatrix calcincmatrix_o tear_circuit connect disconnect refine_buslevels remove abort calclaplacian clone exportoverloads exportvviolations zsc012 allpceatbus allpdeatbus currenttemperature'.split(
    ' ',
  )

/** The command that `word` means, which may be cut short. */
export function command(word: string): string | undefined {
  const wanted = word.toLowerCase()
  return commands.includes(wanted) ? wanted : commands.find((c) => c.startsWith(wanted))
}
