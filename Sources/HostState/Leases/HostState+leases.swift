package import ApiClients
package import HostLeases
import Synchronization
import Timekeeping

extension HostState {
    /// Shares the slots of all paced accounts with other hosts: from now on none is used without a lease from a store.
    ///
    /// To be called before ``attach(to:)``, once, and not for the sandbox. Nothing is asked of the store before the
    /// first request of an account. While the store cannot be reached, requests are sent until the lease ends; then
    /// they wait as for any slot, and the user is told by the notice.
    package func lease(from store: LeaseStore) {
        leases.withLock { $0 = LeaseKeeper(store, time, notice: slots.notice) }
    }

    /// Takes what a look at the store has shown of accounts, before this process uses them.
    ///
    /// A look takes no slots and writes nothing. A slot of a host that has died is free once its row was watched for
    /// long enough: with looks while something else is waited for, such as the turn at a run, that time has passed when
    /// the first request comes.
    package func sees(_ tables: [(account: PacingAccount, table: SlotTable)]) {
        let now = time.now()
        sights.withLock { sights in
            for (account, table) in tables { sights[account, default: SlotWatch()].see(table, now: now) }
        }
    }

    /// Gives the leased slots back that no process of this host needs any more; to be called at the end of a process.
    ///
    /// Waits two seconds at most. What is not given back lapses by itself.
    package func endLeases() async {
        guard let keeper = leases.withLock({ $0 }) else { return }
        let tasks = keeper.end()
        if tasks.isEmpty { return }
        let end = FirstResult<Void>()
        Task(executorPreference: time.executor) {
            for task in tasks { await task.value }
            end.comes(())
        }
        Task(executorPreference: time.executor) { [time] in
            try? await time.sleep(.seconds(2))
            end.comes(())
        }
        await end.value
    }
}
