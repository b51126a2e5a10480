namespace HoopConnect.Discovery;

/// <summary>What RDS's statuses mean for who wants to change something (Amazon RDS User Guide, "Viewing DB instance status").</summary>
internal static class DatabaseStatus
{
    public const string Available = "available";

    /// <summary>
    /// Whether RDS takes modifications in that status: <c>available</c>, and <c>storage-optimization</c>, which lasts for hours and in
    /// which everything but the storage can be modified (AWS Knowledge Center, "Why is my RDS instance stuck in storage-optimization?").
    /// While the storage is full, loaded (storage-initialization) or upgraded (storage-config-upgrade), it is not.
    /// </summary>
    public static bool IsReady(string status) => status is Available or "storage-optimization";

    /// <summary>Whether waiting does not end that status.</summary>
    public static bool IsHopeless(string? status) =>
        status is "failed" or "deleting" or "deleted" or "stopping" or "stopped" or "restore-error"
        || (
            status is not null
            && (
                status.StartsWith("incompatible-", StringComparison.Ordinal) || status.StartsWith("inaccessible-", StringComparison.Ordinal)
            ));

    /// <summary>The status with what is pending, for people.</summary>
    public static string Describe(RdsDatabase state) =>
        state.PendingModifications.Count == 0 ? state.Status : $"{state.Status}, pending: {string.Join(", ", state.PendingModifications)}";
}
