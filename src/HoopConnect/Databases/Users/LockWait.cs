using HoopConnect.Hosting;

namespace HoopConnect.Databases.Users;

/// <summary>How a run waits for another one that changes users of the same server: for ten minutes from when it is made.</summary>
/// <param name="what">What is changed.</param>
/// <param name="whereToLook">How an administrator finds the other run.</param>
/// <param name="host">Is told of the wait.</param>
/// <param name="time">The clock.</param>
internal sealed class LockWait(string what, string whereToLook, IHoopHost host, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly long _started = time.GetTimestamp();

    /// <summary>Says that the lock was asked for and not had.</summary>
    /// <exception cref="HoopException"><c>Roles.Busy</c>: somebody held it for ten minutes.</exception>
    public void GoOn()
    {
        if (time.GetElapsedTime(_started) > Longest)
        {
            throw UserErrors.Busy.Error(
                $"Another HoopConnect run has been changing {what} on this server for ten minutes.", action: whereToLook);
        }

        host.Debug($"Another run is changing {what} on this server; waiting for it.");
    }
}
