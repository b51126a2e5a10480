using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>What was read: the policies that can be used, and what is wrong with the others.</summary>
/// <param name="Policies">The policies, in the order of the files.</param>
/// <param name="Errors">What is wrong, in the order of the files. A file with an error gives no policy.</param>
public sealed record PolicyReading(IReadOnlyList<SessionPolicy> Policies, IReadOnlyList<HoopException> Errors);
