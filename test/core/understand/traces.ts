/**
 * Stack traces as the runtimes print them, without the record before them: language and version, and the
 * lines.
 */
export const TRACES: readonly (readonly [language: string, trace: string])[] = [
  [
    'Java 17',
    `java.lang.IllegalStateException: cart is gone
\tat com.example.Cart.checkout(Cart.java:42) ~[classes!/:na]
\tat java.base/java.lang.Thread.run(Thread.java:840)
\tSuppressed: java.io.IOException: close
\t\tat com.example.Cart.close(Cart.java:77)
Caused by: java.sql.SQLException: connection refused
\tat com.example.Db.query(Db.java:12)
\t... 17 more
Caused by: java.net.ConnectException: refused
\t... 19 common frames omitted`,
  ],
  [
    'Python 3.11',
    `Traceback (most recent call last):
  File "/srv/cart.py", line 42, in checkout
    return db.query(self.id)
           ^^^^^^^^^^^^^^^^^
KeyError: 'id'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/app.py", line 7, in main
    checkout()
ValueError: no such cart`,
  ],
  [
    'Go 1.21',
    `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a1b2c]

goroutine 1 [running]:
main.(*Cart).Checkout(0xc000012345, {0x1, 0x2})
\t/srv/cart.go:42 +0x1d
main.main()
\t/srv/main.go:7 +0x3e

goroutine 6 [chan receive]:
net/http.(*conn).serve(0xc00009e000, {0x7f1c, 0xc0000b2000})
\t/usr/local/go/src/net/http/server.go:2009 +0x5f4
created by net/http.(*Server).Serve in goroutine 1
\t/usr/local/go/src/net/http/server.go:3086 +0x5cb
exit status 2`,
  ],
  [
    'Node 20',
    `/srv/cart.js:42
    throw new Error('cart is gone');
    ^

Error: cart is gone
    at Cart.checkout (/srv/cart.js:42:11)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
  code: 'ECART',
  [cause]: TypeError: Cannot read properties of undefined
      at query (/srv/db.js:12:3)
}

Node.js v20.9.0`,
  ],
  [
    'Ruby 3.2',
    `/srv/cart.rb:42:in \`rescue in checkout': cart is gone (RuntimeError)
\tfrom /srv/cart.rb:39:in \`checkout'
\tfrom /srv/cart.rb:12:in \`block in main'
\tfrom /srv/app.rb:7:in \`<main>'
/srv/db.rb:3:in \`query': refused (IOError)
\tfrom /srv/cart.rb:40:in \`checkout'`,
  ],
  [
    '.NET 8',
    `Unhandled exception. System.InvalidOperationException: cart is gone
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at Shop.Db.Query(String id) in /srv/Db.cs:line 12
   --- End of inner exception stack trace ---
   at Shop.Cart.Checkout() in /srv/Cart.cs:line 42
--- End of stack trace from previous location ---
   at Shop.Program.<Main>$(String[] args) in /srv/Program.cs:line 7`,
  ],
  [
    'PHP 8.2',
    `Fatal error: Uncaught RuntimeException: cart is gone in /srv/cart.php:42
Stack trace:
#0 /srv/app.php(7): Cart->checkout(1)
#1 {main}

Next LogicException: refused in /srv/db.php:12
Stack trace:
#0 {main}
  thrown in /srv/cart.php on line 42`,
  ],
  [
    'Rust 1.73',
    `thread 'main' panicked at src/cart.rs:42:5:
cart is gone
stack backtrace:
   0: rust_begin_unwind
             at /rustc/cc66ad468955/library/std/src/panicking.rs:595:5
   1: shop::cart::checkout
             at ./src/cart.rs:42:5
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`,
  ],
];

/** Other output that spans lines. */
export const BLOCKS: readonly (readonly [what: string, text: string])[] = [
  ['an indented block', 'settings:\n  port: 80\n\n  host: web-1'],
  ['a braced block', 'config {\nport 80\nnested {\nhost web-1\n}\n}'],
  ['pretty-printed JSON', '{\n  "a": [\n    1\n  ],\n  "b": "}{"\n}'],
  ['pretty-printed JSON without indentation', '{\n"a": {\n"b": 1\n},\n"c": "{"\n}'],
];
