# Varnish in front of Halation: for Varnish 7 with the module xkey (on Debian: varnish, varnish-modules).
# docs/operators.md says how the two are put together. Change the address of the application and who may purge.
vcl 4.1;

import std;
import xkey;

backend halation {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
}

# Where `manage.py purge` runs.
acl may_purge {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # A server for TLS on this machine would let everybody in; what it passes on has come through two hands.
        if (client.ip !~ may_purge || req.http.X-Forwarded-For ~ ",") {
            return (synth(403, "Not you"));
        }
        if (!req.http.xkey-purge) {
            return (synth(400, "No keys"));
        }
        return (synth(200, "Forgotten: " + xkey.purge(req.http.xkey-purge)));
    }
    if (req.http.X-Forwarded-Proto != "https") {
        unset req.http.X-Forwarded-Proto;
    }
    # Colleagues who are signed in, and what is no page for everybody.
    if (req.http.Cookie ~ "(^|;\s*)(__Host-)?session=" ||
        req.url ~ "^/(admin|search|report|preview|healthz)(/|\?|$)") {
        return (pass);
    }
    unset req.http.Cookie;
    # What others add to links and no page reads.
    if (req.url ~ "[?&](utm_[a-z_]*|fbclid|gclid|mc_cid|mc_eid)=") {
        set req.url = regsuball(req.url, "(utm_[a-z_]*|fbclid|gclid|mc_cid|mc_eid)=[^&]*&?", "");
        set req.url = regsub(req.url, "[?&]+$", "");
    }
    # A page past its time is shown only when the application cannot make another: see vcl_deliver.
    if (req.restarts == 0) {
        set req.grace = 0s;
    }
}

sub vcl_hash {
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_response {
    if (beresp.status >= 500) {
        # Never in the place of the page that may stand in for it.
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        set beresp.keep = 0s;
        return (deliver);
    }
    set beresp.grace = 0s;
    if (beresp.http.Surrogate-Control ~ "max-age=[1-9]") {
        # The application answers for the page until then, and sends word when it changes earlier.
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*max-age=(\d+).*$", "\1s"), 0s);
        if (beresp.http.Surrogate-Control ~ "stale-if-error=\d") {
            set beresp.grace =
                std.duration(regsub(beresp.http.Surrogate-Control, "^.*stale-if-error=(\d+).*$", "\1s"), 0s);
        }
    } else if (beresp.http.Surrogate-Control || beresp.http.Cache-Control !~ "max-age=[1-9]" ||
        beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "(?i)no-store|private|no-cache") {
        # The next readers do not wait for each other.
        set beresp.ttl = 120s;
        set beresp.uncacheable = true;
    }
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    return (deliver);
}

sub vcl_deliver {
    if (resp.status >= 500 && req.restarts == 0 && req.is_hitmiss == false && req.is_hitpass == false &&
        (req.method == "GET" || req.method == "HEAD") && req.grace == 0s) {
        return (restart);
    }
    if (resp.status == 304) {
        unset resp.http.X-Accel-Redirect; # or the server in front would send the whole file
    }
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}
