namespace HoopConnect.Provisioning.Connections;

/// <summary>What became of a connection that was to be stored.</summary>
/// <param name="Connection">The connection as it is stored now.</param>
/// <param name="Changed">False where it was there already, just so.</param>
public sealed record ConnectionChange(Connection Connection, bool Changed);
