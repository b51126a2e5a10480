namespace HoopConnect.Databases.Users;

/// <summary>
/// One change of users on one server, in the pieces that an engine gives; <see cref="ManagedChange"/> puts them in order.
/// </summary>
/// <typeparam name="TSession">The engine's connection; the server gives the lock back when it ends, however it ends.</typeparam>
/// <typeparam name="TPlan">What the engine knows of the change when it has read the server.</typeparam>
/// <typeparam name="TOutcome">What is told of it.</typeparam>
internal interface IManagedChange<TSession, TPlan, TOutcome>
    where TSession : IAsyncDisposable
{
    /// <summary>Connects, and waits until no other run changes users of this server.</summary>
    Task<TSession> LockAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads the server, refuses what cannot be done, and says what is to be done now: the plan that was shown may be old.
    /// </summary>
    Task<TPlan> PlanAsync(TSession session, CancellationToken cancellationToken);

    /// <summary>Makes or alters the users themselves.</summary>
    Task ChangeAsync(TSession session, TPlan plan, CancellationToken cancellationToken);

    /// <summary>Gives them what they may do, and takes the rest.</summary>
    Task GrantAsync(TSession session, TPlan plan, CancellationToken cancellationToken);

    /// <summary>Lets the next run go on.</summary>
    Task UnlockAsync(TSession session, CancellationToken cancellationToken);

    /// <summary>Reads the server again and says what became of the users.</summary>
    Task<TOutcome> ReportAsync(TSession session, TPlan plan, CancellationToken cancellationToken);
}
