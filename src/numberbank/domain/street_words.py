"""Words of American streets and their short forms (facts of the Postal Service's Publication 28)."""

from collections.abc import Mapping

_SUFFIXES = """
Aly: alley allee ally
Anx: annex anex annx
Arc: arcade
Ave: avenue av aven avenu avn avnue
Byu: bayou bayoo
Bch: beach
Bnd: bend
Blf: bluff bluf
Blfs: bluffs
Btm: bottom bot bottm
Blvd: boulevard boul boulv bvd
Br: branch brnch
Brg: bridge brdge
Brk: brook
Brks: brooks
Bg: burg
Bgs: burgs
Byp: bypass bypa bypas byps
Cp: camp cmp
Cyn: canyon canyn cnyn
Cpe: cape
Cswy: causeway causwa
Ctr: center cent centr centre cnter cntr
Ctrs: centers
Cir: circle circ circl crcl crcle
Cirs: circles
Clf: cliff
Clfs: cliffs
Clb: club
Cmn: common
Cmns: commons
Cor: corner
Cors: corners
Crse: course
Ct: court crt
Cts: courts
Cv: cove
Cvs: coves
Crk: creek
Cres: crescent crsent crsnt
Crst: crest
Xing: crossing crssng
Xrd: crossroad
Xrds: crossroads
Curv: curve
Dl: dale
Dm: dam
Dv: divide div dvd
Dr: drive driv drv
Drs: drives
Est: estate
Ests: estates
Expy: expressway exp expr express expw
Ext: extension extn extnsn
Exts: extensions
Fall: fall
Fls: falls
Fry: ferry frry
Fld: field
Flds: fields
Flt: flat
Flts: flats
Frd: ford
Frds: fords
Frst: forest forests
Frg: forge forg
Frgs: forges
Frk: fork
Frks: forks
Ft: fort frt
Fwy: freeway freewy frway frwy
Gdn: garden gardn grden grdn
Gdns: gardens grdns
Gtwy: gateway gatewy gatway gtway
Gln: glen
Glns: glens
Grn: green
Grns: greens
Grv: grove grov
Grvs: groves
Hbr: harbor harb harbr hrbor
Hbrs: harbors
Hvn: haven
Hts: heights ht
Hwy: highway highwy hiway hiwy hway
Hl: hill
Hls: hills
Holw: hollow hllw hollows holws
Inlt: inlet
Is: island islnd
Iss: islands islnds
Isle: isle isles
Jct: junction jction jctn junctn juncton
Jcts: junctions jctns
Ky: key
Kys: keys
Knl: knoll knol
Knls: knolls
Lk: lake
Lks: lakes
Land: land
Lndg: landing lndng
Ln: lane
Lgt: light
Lgts: lights
Lf: loaf
Lck: lock
Lcks: locks
Ldg: lodge ldge lodg
Loop: loop loops
Mall: mall
Mnr: manor
Mnrs: manors
Mdw: meadow
Mdws: meadows medows
Mews: mews
Ml: mill
Mls: mills
Msn: mission missn mssn
Mtwy: motorway
Mt: mount mnt
Mtn: mountain mntain mntn mountin mtin
Mtns: mountains mntns
Nck: neck
Orch: orchard orchrd
Oval: oval ovl
Opas: overpass
Park: park parks prk
Pkwy: parkway parkwy pkway pky parkways pkwys
Pass: pass
Psge: passage
Path: path paths
Pike: pike pikes
Pne: pine
Pnes: pines
Pl: place
Pln: plain
Plns: plains
Plz: plaza plza
Pt: point
Pts: points
Prt: port
Prts: ports
Pr: prairie prr
Radl: radial rad radiel
Ramp: ramp
Rnch: ranch ranches rnchs
Rpd: rapid
Rpds: rapids
Rst: rest
Rdg: ridge rdge
Rdgs: ridges
Riv: river rvr rivr
Rd: road
Rds: roads
Rte: route
Row: row
Rue: rue
Run: run
Shl: shoal
Shls: shoals
Shr: shore shoar
Shrs: shores shoars
Skwy: skyway
Spg: spring spng sprng
Spgs: springs spngs sprngs
Spur: spur spurs
Sq: square sqr sqre squ
Sqs: squares sqrs
Sta: station statn stn
Stra: stravenue strav straven stravn strvn strvnue
Strm: stream streme
St: street strt str
Sts: streets
Smt: summit sumit sumitt
Ter: terrace terr
Trwy: throughway
Trce: trace traces
Trak: track tracks trk trks
Trfy: trafficway
Trl: trail trails trls
Tunl: tunnel tunel tunls tunnels tunnl
Tpke: turnpike trnpk turnpk
Upas: underpass
Un: union
Uns: unions
Vly: valley vally vlly
Vlys: valleys
Via: viaduct vdct viadct
Vw: view
Vws: views
Vlg: village vill villag villg villiage
Vlgs: villages
Vl: ville
Vis: vista vist vst vsta
Walk: walk walks
Wall: wall
Way: way wy
Ways: ways
Wl: well
Wls: wells
"""

_DIRECTIONS = """
N: north
S: south
E: east
W: west
NE: northeast north-east
NW: northwest north-west
SE: southeast south-east
SW: southwest south-west
"""

_HIGHWAYS = """
US Highway: us hwy | us highway | us hiway | us
US Route: us route | us rte
State Highway: state highway | state hwy | st highway | st hwy
State Road: state road | state rd | st rd
State Route: state route | state rte
County Road: county road | county rd | cnty rd | cnty road | co rd
County Highway: county highway | county hwy | cnty hwy
Interstate: interstate | interstate highway | interstate hwy | i
FM: fm | farm to market | farm to market road | farm to market rd | fm road | fm rd | hwy fm
RM: rm | ranch to market | ranch to market road | ranch to market rd
Ranch Road: ranch road | ranch rd
Township Road: township road | township rd | tsr | twp rd
Highway: highway | hwy | hiway | hway
Route: route | rte
Loop: loop
"""


def read_table(text: str, separator: str | None = None) -> Mapping[str, str]:
    """Lines of `short: long other` as the short form by each of the words, itself among them, in small letters."""
    table = {}
    for line in text.strip().splitlines():
        short, _, words = line.strip().partition(":")
        table[short.casefold()] = short
        for word in words.split(separator):
            table[" ".join(word.split())] = short
    return table


SUFFIXES = read_table(_SUFFIXES)
DIRECTIONS = read_table(_DIRECTIONS)
HIGHWAYS = read_table(_HIGHWAYS, "|")
"""how the words before a route number are written, mostly in full, as appendix F has them

SR and CR stay as they are: some states have roads of these names, others routes.
"""

PRE_TYPES = {"ave": "Avenue", "av": "Avenue", "blvd": "Boulevard", "rd": "Road", "st": "Street", "ct": "Court"}
"""a type before the name is part of it, and so in full: Avenue C"""

NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}
