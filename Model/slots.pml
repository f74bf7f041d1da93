/*
 * One slot of an account, two hosts that lease it, and a store that fails over (docs/internals/hosts.md).
 *
 * Time is whole ticks: what happens between two steps of `clock`, in whatever order, happens at one moment. Checked: no
 * two requests arrive within one window. `make model` runs it, and the variants that leave a rule out and must fail:
 *
 *   -DNO_GRACE         a takeover after L alone
 *   -DSHORT_WATCH      a takeover that does not count with an old server beside the new one
 *   -DWALL_CLOCK       a host's clock may be set back
 *   -DNO_CALM          a new server grants at once
 *   -DSHORT_CALM       a new server grants although the old one may have renewed a lease since
 *   -DLAPSED_RENEW     a new server renews what a host has let lapse
 *
 * Counters stop where they no longer matter, and what a row was when a host saw it is one bit: whether it has changed
 * since. In the store that is the epoch and the beat.
 */
#define HOSTS 2
#define L 2    /* a lease is used for less than L ticks after it was asked for */
#define F 1    /* a request arrives at most F ticks after the last look (delivery and pause) */
#define V 3    /* an old server takes writes for at most V ticks beside the new one */
#define W 1    /* two arrivals are more than W ticks apart */
#if defined(NO_GRACE)
#define WATCH L
#elif defined(SHORT_WATCH)
#define WATCH (L + F + W)
#else
#define WATCH (L + V + W)    /* L + max(F, V) + W */
#endif
#if defined(NO_CALM)
#define CALM 0
#elif defined(SHORT_CALM)
#define CALM WATCH
#else
#define CALM (WATCH + V)
#endif
#define NOBODY 2
#define NEVER 7
#define EPOCHS 4

typedef Host {
    bool has;       /* whether it has the slot */
    byte epoch;     /* and under which epoch */
    byte age;       /* ticks since it asked for it, by its clock */
    byte free;      /* ticks until its own ledger has the slot free; NEVER until the answer */
    bool knows;     /* the server that it has heard of last */
    byte since;     /* and for how many ticks, if it is the new one */
    bool same;      /* whether the row of another holder is there as it was last seen */
    byte watched;   /* and for how many ticks */
    bool isDead
}
Host host[HOSTS];

byte holder[2] = NOBODY, epoch[2];  /* the row on the first server, and on its standby */
bool isNew = false;                 /* whether the standby has taken over */
byte beside = 0;                    /* and for how many ticks */
bool isCalm = false;                /* whether it knows that leases of the first server are over */
byte way[HOSTS] = NEVER;            /* ticks that a request may still take */
byte sinceArrival = NEVER;
bool wasKilled = false, wasSet = false;

bool wasValid, took;

#define takesWrites(s) (s == 1 -> isNew : !isNew || beside <= V)
#define grants(s) (s == 0 || isCalm)

inline changed(s) {
    if :: host[0].knows == s -> host[0].same = false :: else fi;
    if :: host[1].knows == s -> host[1].same = false :: else fi
}

/* One sync: a host asks and a server answers at one moment; the answer may be lost. */
inline sync(h, s, gives, isLost) {
    d_step {
        took = false;
        wasValid = (host[h].has && host[h].age < L);
        if :: gives -> host[h].has = false :: else fi;
        if :: s == 1 && host[h].knows && host[h].since >= CALM -> isCalm = true :: else fi;
        if
        :: (host[h].has
            && (holder[s] == h && epoch[s] == host[h].epoch || wasValid && !grants(s) && epoch[s] < host[h].epoch)) ->
            holder[s] = h; epoch[s] = host[h].epoch; changed(s)
        :: (!host[h].has && holder[s] == h) -> holder[s] = NOBODY; changed(s)
        :: else
        fi;
        if
        :: (grants(s) || CALM == 0) ->
            if
            :: (holder[s] == 1 - h && host[h].same && host[h].watched >= WATCH && host[h].knows == s) ->
                holder[s] = NOBODY; epoch[s]++; changed(s)
            :: else
            fi;
            if
            :: (holder[s] == NOBODY && !gives && !host[h].has) ->
                holder[s] = h; epoch[s]++; took = true; changed(s)
            :: else
            fi
        :: else
        fi;
        if
        :: isLost
        :: else ->
            if
            :: host[h].knows != s ->
                host[h].knows = s; host[h].since = 0; host[h].same = false; host[h].watched = 0
            :: else
            fi;
            if
            :: (holder[s] == h && (took || host[h].has && host[h].epoch == epoch[s])) ->
                host[h].has = true; host[h].epoch = epoch[s];
#ifdef LAPSED_RENEW
                host[h].age = 0
#else
                if :: took || wasValid || grants(s) -> host[h].age = 0 :: else fi
#endif
            :: else -> host[h].has = false
            fi;
            if
            :: holder[s] == 1 - h && !host[h].same -> host[h].same = true; host[h].watched = 0
            :: else
            fi
        fi;
        if :: !host[h].has -> host[h].epoch = 0; host[h].age = 0 :: else fi;
        wasValid = false; took = false
    }
}

#define maySync(h, s) (!host[h].isDead && takesWrites(s) && epoch[s] < EPOCHS)
#define mayGive(h, s) (maySync(h, s) && host[h].has && host[h].free == 0)

proctype machine(byte h) {
    do
    :: atomic { maySync(h, 0) -> sync(h, 0, false, false) }
    :: atomic { maySync(h, 0) -> sync(h, 0, false, true) }
    :: atomic { mayGive(h, 0) -> sync(h, 0, true, false) }
    :: atomic { mayGive(h, 0) -> sync(h, 0, true, true) }
    :: atomic { maySync(h, 1) -> sync(h, 1, false, false) }
    :: atomic { maySync(h, 1) -> sync(h, 1, false, true) }
    :: atomic { mayGive(h, 1) -> sync(h, 1, true, false) }
    :: atomic { mayGive(h, 1) -> sync(h, 1, true, true) }
    /* The last look and the write. */
    :: atomic { !host[h].isDead && host[h].has && host[h].age < L && host[h].free == 0 && way[h] == NEVER ->
        host[h].free = NEVER; way[h] = F }
    /* The arrival; the answer is noticed at once. */
    :: atomic { way[h] != NEVER ->
        assert(sinceArrival > W);
        sinceArrival = 0; way[h] = NEVER; host[h].free = W + 1 }
    :: d_step { !host[h].isDead && !wasKilled ->
        wasKilled = true; host[h].isDead = true;
        host[h].has = false; host[h].epoch = 0; host[h].age = 0; host[h].free = 0; host[h].same = false;
        host[h].watched = 0; host[h].knows = false; host[h].since = 0 }
#ifdef WALL_CLOCK
    :: atomic { !host[h].isDead && !wasSet && host[h].has && host[h].age > 0 -> wasSet = true; host[h].age = 0 }
#endif
    od
}

proctype database() {
    do
    /* The standby receives what was committed, or takes over without it. */
    :: d_step { !isNew && (holder[1] != holder[0] || epoch[1] != epoch[0]) -> holder[1] = holder[0]; epoch[1] = epoch[0] }
    :: d_step { !isNew -> isNew = true }
    /* The first server is of no use any more. */
    :: d_step { !takesWrites(0) && (holder[0] != NOBODY || epoch[0] != 0) -> holder[0] = NOBODY; epoch[0] = 0 }
    od
}

inline countUp(counter, end) { if :: counter < end -> counter++ :: else fi }
inline countDown(counter) { if :: counter > 0 && counter < NEVER -> counter-- :: else fi }

proctype clock() {
    byte h;
    do
    /* What was written arrives in time. */
    :: d_step { way[0] != 0 && way[1] != 0 ->
        if :: sinceArrival <= W -> sinceArrival++ :: else -> sinceArrival = NEVER fi;
        if :: isNew -> countUp(beside, V + 1) :: else fi;
        h = 0;
        do
        :: h < HOSTS ->
            countDown(way[h]);
            if
            :: host[h].isDead -> host[h].free = 0
            :: else ->
                countDown(host[h].free);
                if :: host[h].has -> countUp(host[h].age, L) :: else fi;
                if :: host[h].same -> countUp(host[h].watched, WATCH) :: else -> host[h].watched = 0 fi;
                if :: host[h].knows -> countUp(host[h].since, CALM) :: else fi
            fi;
            h++
        :: else -> break
        od;
        h = 0 }
    od
}

init {
    atomic { run machine(0); run machine(1); run database(); run clock() }
}
