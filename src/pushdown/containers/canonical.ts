import { type ByteString, encodeText } from '../../core/bytes.ts';
import { type Stage, stage } from '../script/stage.ts';

/** How a program prints a container's log: `frames` of Docker's API, or lines, whose stream is unknown or stdout. */
export type PrintedForm = 'lines' | 'stdout' | 'frames';

/** A program on the host that can read binary data as it arrives. */
export type Reader = 'perl' | 'gawk';

/** What stands for NUL and for byte 1, because not every awk can read a NUL. */
export const ESCAPE = '\x01';
const NUL_LETTER = 'a';
const ESCAPE_LETTER = 'b';

/** Returns a printed line as it was. */
export const unescapeLine = (line: ByteString): ByteString =>
  line.includes(ESCAPE)
    ? line.replace(/\x01([ab])/g, (_, letter) => (letter === NUL_LETTER ? '\0' : ESCAPE))
    : line;

/** Returns a line as it is printed. */
export const escapeLine = (line: ByteString): ByteString =>
  /[\0\x01]/.test(line)
    ? line.replace(/[\0\x01]/g, byte => ESCAPE + (byte === '\0' ? NUL_LETTER : ESCAPE_LETTER))
    : line;

/** What is printed if the log is damaged; it has no timestamp. */
const DAMAGED = "docker sent something other than the container's log";

/** Sizes as in `core/containers`: of a piece, and of the longest line that is joined. */
const PIECE = 16_384;
const MAX_JOINED = 8 * 1024 * 1024;

/**
 * Returns a stage that prints a log as lines of the form in which it is processed: `TIME STREAM F TEXT`, or `TIME TEXT` if
 * the stream is unknown. It joins the pieces of long lines, as `core/containers` does. `flush`: prints each line at once.
 */
export const canonicalStage = (form: PrintedForm, reader: Reader, flush: boolean): Stage => {
  const says = ['prints one line for each line of the log, with its pieces joined'];
  if (reader === 'perl') {
    const program = form === 'frames' ? PERL_FRAMES : perlLines(form);
    return stage(['perl', '-e', `$|=${flush ? 1 : 0};${PERL_PRINT}${program}`].map(encodeText), { says });
  }
  const program = form === 'frames' ? GAWK_FRAMES : gawkLines(form);
  const print = `function o(x){if(x~/[\\000\\001]/){gsub(/\\001/,"\\001${ESCAPE_LETTER}",x);gsub(/\\000/,"\\001${NUL_LETTER}",x)}print x${flush ? ';fflush()' : ''}}\n`;
  return stage(['gawk', `${print}${program}`].map(encodeText), { says });
};

const PERL_PRINT = `binmode STDIN;binmode STDOUT;
sub o{my($x)=@_;$x=~s/([\\0\\1])/$1 eq "\\0"?"\\1${NUL_LETTER}":"\\1${ESCAPE_LETTER}"/ge if $x=~tr/\\0\\1//;print "$x\\n"}
`;

const PERL_FRAMES = `my(@t,@x);my @n=("","stdout","stderr");
sub e{my($c)=@_;o("$t[$c] $n[$c] F $x[$c]");undef $t[$c]}
while(read(STDIN,my $h,8)==8){my($c,$n)=unpack("Cx3N",$h);
if($c<1||$c>2){o("${DAMAGED}");exit}
last if read(STDIN,my $d,$n)<$n;
my $i=index($d," ");next if $i<0;
my $x=substr($d,$i+1);my $p=0;
if($x=~s/\\n\\z//){$x=~s/\\r\\z//}else{$p=length($x)>=${PIECE}}
if(defined $t[$c]){$x[$c].=$x}else{$t[$c]=substr($d,0,$i);$x[$c]=$x}
e($c) unless $p&&length($x[$c])<${MAX_JOINED}}
for(1,2){e($_) if defined $t[$_]}
`;

const GAWK_FRAMES = `function e(c){o(t[c]" "s[c]" F "j[c]);delete t[c]}
function g(c,d,i,x,p){i=index(d," ");if(!i)return;x=substr(d,i+1);p=0
if(x~/\\n$/)sub(/\\r?\\n$/,"",x);else p=length(x)>=${PIECE}
if(c in t)j[c]=j[c]x;else{t[c]=substr(d,1,i-1);j[c]=x}
if(!p||length(j[c])>=${MAX_JOINED})e(c)}
BEGIN{for(i=0;i<256;i++)v[sprintf("%c",i)]=i;s[1]="stdout";s[2]="stderr"}
{b=b $0 RT;while(length(b)>=8){c=v[substr(b,1,1)];if(c!=1&&c!=2){o("${DAMAGED}");b="";exit}
n=((v[substr(b,5,1)]*256+v[substr(b,6,1)])*256+v[substr(b,7,1)])*256+v[substr(b,8,1)]
if(length(b)<8+n)break;g(c,substr(b,9,n));b=substr(b,9+n)}}
END{for(c=1;c<3;c++)if(c in t)e(c)}
`;

/** As `wholeLinesOf` in the session: the timestamps of later pieces are inside a line, or a newline is missing. */
const perlLines = (
  form: PrintedForm,
): string => `my $S=qr/\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)/;
sub e{my($l)=@_;$l=~s/\\r\\z//;${form === 'stdout' ? '$l=~s/\\A($S) ?/$1 stdout F /;' : ''}o($l)}
sub w{my($l)=@_;if(length($l)<=${PIECE}||$l!~/\\A$S ?/||length($l)<=$+[0]+${PIECE}){e($l);return}
my $s=substr($l,0,$+[0]);my $t=substr($l,$+[0]);my $a=${PIECE};
for(;$a<length($t);$a+=${PIECE}){if(substr($t,$a,40)=~/\\A$S ?/){substr($t,$a,$+[0])=""}else{last}}
my $z=$a-${PIECE};
if($z>0&&substr($t,$z)=~/\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z /){my $e=$z+$-[0];e($s.substr($t,0,$e));w(substr($t,$e))}else{e($s.$t)}}
while(my $l=<STDIN>){$l=~s/\\n\\z//;w($l) if $l ne ""}
`;

const gawkLines = (
  form: PrintedForm,
): string => `function m(x){return match(x,/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}) ?/)}
function e(l){sub(/\\r$/,"",l);${form === 'stdout' ? 'if(m(l))l=substr(l,1,index(substr(l,1,RLENGTH)" "," ")-1)" stdout F "substr(l,RLENGTH+1);' : ''}o(l)}
function w(l,s,t,a,z){if(length(l)<=${PIECE}||!m(l)||length(l)<=RLENGTH+${PIECE}){e(l);return}
s=substr(l,1,RLENGTH);t=substr(l,RLENGTH+1)
for(a=${PIECE};a<length(t);a+=${PIECE}){if(!m(substr(t,a+1,40)))break;t=substr(t,1,a) substr(t,a+RLENGTH+1)}
z=a-${PIECE}
if(z>0&&match(substr(t,z+1),/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{9}Z /)){z+=RSTART-1;e(s substr(t,1,z));w(substr(t,z+1))}else e(s t)}
$0!=""{w($0)}
`;
