import type { ByteString } from '../../core/bytes.ts';
import { filterTexts } from '../follow/shell.ts';
import type { Stage } from '../script/stage.ts';
import { MAX_SEARCHED_RECORD, type PageSearch, type RecordBounds } from './pageFilter.ts';

/** Lines found closer together than this, in bytes, are sent or filtered together. */
const NEAR = 64 * 1024;
/** Maximum number of parts of a block to filter on their own: each starts a few processes. */
const MAX_PARTS = 32;

const commandText = (stage: Stage): ByteString => filterTexts([stage])[0]!;

/**
 * Groups the lines that `m` found in the range from `$1` on, and prints the groups in the order of reading: the offsets
 * of the first and last line of each, and their number; `all` if the search failed.
 */
const groups = (isBack: boolean): ByteString => `awk -F: -v a="$1" '
/^E[01]$/{k=1;next}
{k=0;if(n&&$1-l[n]<${NEAR}){l[n]=$1+0;c[n]++}else{n++;f[n]=l[n]=$1+0;c[n]=1}}
END{if(!k){print "all";exit}
for(g=${2 * NEAR};n>${MAX_PARTS};g*=2){m=0
for(i=1;i<=n;i++)if(m&&f[i]-l[m]<g){l[m]=l[i];c[m]+=c[i]}else{m++;f[m]=f[i];l[m]=l[i];c[m]=c[i]}
n=m}
for(j=1;j<=n;j++){i=${isBack ? 'n+1-j' : 'j'};printf "%.0f %.0f %d\\n",f[i]+a,l[i]+a,c[i]}}'`;

/**
 * Edges where records are known to start: X, the last start up to F; Y, the first one after Z. `a BYTE`: sets A to the
 * first start from there on. Where an awk loses count of the bytes (a NUL in a line), edges are the starts of lines.
 */
const recordEdges = ({ next, last }: RecordBounds): ByteString => `
nx() { F=$1 ${commandText(next)}; }
la() { F=$1 ${commandText(last)}; }
nl() { [ $(g "$k" $(($1-1)) 1 | wc -l) -eq 1 ]; }
u() {
D=16384
while :; do
X=$((F-D)); if [ $X -le $B ]; then X=$B; else b $X; X=$V; fi
C=$(g "$k" $X $((S-X)) | la $((F-X)))
if [ "$C" ]; then if [ $C = 0 ] || nl $((X+C)); then X=$((X+C)); fi; return; fi
[ $X -gt $B ] && [ $D -lt ${MAX_SEARCHED_RECORD} ] || return 0
D=$((D*8))
done
}
v() {
C=$(g "$k" $Z $((E-Z)) | nx 1)
if [ "$C" ] && nl $((Z+C)); then Y=$((Z+C))
elif [ $((E-Z)) -le ${MAX_SEARCHED_RECORD} ]; then Y=$E
else b $((Z+${MAX_SEARCHED_RECORD})); Y=$V; fi
}
a() {
b $1; A=$V
C=$(g "$k" $A $((S-A)) | nx 0)
if [ "$C" ] && nl $((A+C)); then A=$((A+C)); fi
}
`;

/** Edges that are a margin away from the lines found. */
const marginEdges = (margin: number): ByteString => `
u() { X=$((F-${margin})); if [ $X -le $B ]; then X=$B; else b $X; X=$V; fi; }
v() { Y=$((Z+${margin})); if [ $Y -ge $E ]; then Y=$E; else b $Y; Y=$V; fi; [ $Y -le $E ] || Y=$E; }
`;

/** A search within a page. */
export interface SearchScript {
  readonly search: PageSearch;
  readonly direction: 'back' | 'forth';
  /** Bytes to send before and after the lines found, if it is unknown where records start. */
  readonly margin: number;
}

/**
 * Functions for pages of which only some parts are worth filtering or sending; `p` is the filter.
 *
 * - `m`: prints the lines of stdin one of which each matching record contains, after their offsets;
 * - `b BYTE`: sets V to the start of the first line from there on;
 * - `u`, `v`: set X and Y, the edges of the part with the lines from F to Z, within B and E;
 * - `y A B`: prints these parts of a range of the file, and the rest of it as empty, each as a span; sets `o` to where
 *   it stopped, and counts what it printed.
 */
export const searchFunctions = ({ search, direction, margin }: SearchScript): ByteString => {
  const { grep, bounds } = search;
  const isBack = direction === 'back';
  const found = bounds === null ? '$K' : '$(g "$k" $X $((Y-X)) | p | wc -l)';
  return `
m() { ${commandText(grep)}; }
b() { V=$(($1-1+$(g "$k" $(($1-1)) $((S-$1+1)) | head -n 1 | wc -c))); }
sp() { printf '%s span %s %s %s %s\\n' "$N" $I "$H" $1 $2; }
${bounds === null ? marginEdges(margin) : recordEdges(bounds)}
y() {
B=$1 E=$2 t=0
C=$(g "$k" $1 $(($2-$1)) | { m; echo "E$?"; } | ${groups(isBack)})
if [ "$C" = all ]; then r failed grep 2; q 0; fi
while read -r F Z K; do
${isBack ? '[ "$F" ] && [ $F -lt $E ] || continue' : '[ "$F" ] && [ $Z -ge $B ] || continue'}
if [ $F -lt $B ]; then X=$B; else u; fi
if [ $Z -ge $E ]; then Y=$E; else v; fi
${isBack ? 'sp $X $E; E=$X' : 'sp $B $Y; B=$Y'}
g "$k" $X $((Y-X)) | p
t=$((t+${found}))
[ $t -lt $n ] || break
done <<E
$C
E
if [ $t -lt $n ] && [ $E -gt $B ]; then sp $B $E; ${isBack ? 'E=$B' : 'B=$E'}; fi
o=${isBack ? '$E' : '$B'} n=$((n-t)) s=$((s+$2-$1))
}
`;
};
