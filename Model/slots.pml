/*
 * One slot of an account, two hosts that lease it, and a store that fails over (docs/internals/hosts.md).
 *
 * Time is whole ticks: what happens between two steps of `clock`, in whatever order, happens at one moment. Checked: no
 * two requests arrive within one window. `make model` runs it, and the variants that leave a rule out and must fail:
 *
 *   -DNO_GRACE      a takeover after L alone
 *   -DWALL_CLOCK    a host's clock may be set back
 *   -DNO_CALM       a new server grants at once
 *   -DLAPSED_RENEW  a new server renews what a host has let lapse
 *
 * Counters stop where they no longer matter, and what a row was when a host saw it is one bit: whether it has changed
 * since. In the store that is the epoch and the beat.
 */
#define HOSTS 2
#define L 2    /* a lease is used for less than L ticks after it was asked for */
#define F 1    /* a request arrives at most F ticks after it was written */
#define W 1    /* two arrivals are more than W ticks apart */
#ifdef NO_GRACE
#define WATCH L
#else
#define WATCH (L + F + W)
#endif
#ifdef NO_CALM
#define CALM 0
#else
#define CALM (L + F + W)
#endif
#define NOBODY 2
#define NEVER 7
#define EPOCHS 4

typedef Host {
    bool has;       /* whether it has the slot */
    byte epoch;     /* and under which epoch */
    byte age;       /* ticks since it asked for it, by its clock */
    byte free;      /* ticks until its own ledger has the slot free; NEVER until the answer */
    bool same;      /* whether the row of another holder is as it was last seen */
    byte watched;   /* and for how many ticks */
    bool knows;     /* whether it has heard of the new server */
    byte since;     /* and for how many ticks */
    bool isDead
}
Host host[HOSTS];

byte holder = NOBODY, epoch = 0;            /* the row */
byte standbyHolder = NOBODY, standbyEpoch;  /* the row as the standby has it */
bool isNew = false;                         /* whether the standby has taken over */
bool isCalm = true;                         /* whether leases of an earlier server are known to be over */
byte way[HOSTS] = NEVER;                    /* ticks that a request may still take */
byte sinceArrival = NEVER;
bool wasKilled = false, wasSet = false;

bool wasValid, took;

inline changed() { host[0].same = false; host[1].same = false }

/* One sync: a host asks and the store answers at one moment; the answer may be lost. */
inline sync(h, gives, isLost) {
    d_step {
        took = false;
        wasValid = (host[h].has && host[h].age < L);
        if :: gives -> host[h].has = false :: else fi;
        if :: isNew && host[h].knows && host[h].since >= CALM -> isCalm = true :: else fi;
        if
        :: (host[h].has && (holder == h && epoch == host[h].epoch || wasValid && !isCalm && epoch < host[h].epoch)) ->
            holder = h; epoch = host[h].epoch; changed()
        :: (!host[h].has && holder == h) -> holder = NOBODY; changed()
        :: else
        fi;
        if
        :: (isCalm || CALM == 0) ->
            if
            :: (holder == 1 - h && host[h].same && host[h].watched >= WATCH && host[h].knows == isNew) ->
                holder = NOBODY; epoch++; changed()
            :: else
            fi;
            if
            :: (holder == NOBODY && !gives && !host[h].has) -> holder = h; epoch++; took = true; changed()
            :: else
            fi
        :: else
        fi;
        if
        :: isLost
        :: else ->
            if
            :: host[h].knows != isNew -> host[h].knows = isNew; host[h].since = 0; host[h].same = false
            :: else
            fi;
            if
            :: (holder == h && (took || host[h].has && host[h].epoch == epoch)) ->
                host[h].has = true; host[h].epoch = epoch;
#ifdef LAPSED_RENEW
                host[h].age = 0
#else
                if :: took || wasValid || isCalm -> host[h].age = 0 :: else fi
#endif
            :: else -> host[h].has = false
            fi;
            if
            :: holder == 1 - h && !host[h].same -> host[h].same = true; host[h].watched = 0
            :: else
            fi
        fi;
        if :: !host[h].has -> host[h].epoch = 0; host[h].age = 0 :: else fi;
        wasValid = false; took = false
    }
}

proctype machine(byte h) {
    do
    :: atomic { !host[h].isDead && epoch < EPOCHS -> sync(h, false, false) }
    :: atomic { !host[h].isDead && epoch < EPOCHS -> sync(h, false, true) }
    :: atomic { !host[h].isDead && epoch < EPOCHS && host[h].has && host[h].free == 0 -> sync(h, true, false) }
    :: atomic { !host[h].isDead && epoch < EPOCHS && host[h].has && host[h].free == 0 -> sync(h, true, true) }
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
    :: d_step { !isNew && (standbyHolder != holder || standbyEpoch != epoch) ->
        standbyHolder = holder; standbyEpoch = epoch }
    :: d_step { !isNew ->
        holder = standbyHolder; epoch = standbyEpoch; isNew = true; isCalm = false;
        standbyHolder = NOBODY; standbyEpoch = 0; changed() }
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
