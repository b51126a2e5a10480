using HoopConnect.Databases;
using HoopConnect.Discovery;

namespace HoopConnect.Provisioning.Runs;

/// <summary>One database of a run: what it is now and what its connections are called.</summary>
/// <param name="Database">As it is now.</param>
/// <param name="Engine">What serves it.</param>
/// <param name="Stem">What the names of its connections start with.</param>
internal sealed record DatabaseTarget(RdsDatabase Database, IDatabaseEngine Engine, string Stem);
