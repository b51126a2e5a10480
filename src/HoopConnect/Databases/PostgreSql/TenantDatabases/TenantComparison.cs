namespace HoopConnect.Databases.PostgreSql.TenantDatabases;

/// <summary>A server held against the tenants that it should have.</summary>
/// <param name="Reading">The server.</param>
/// <param name="Tenants">What is to be done for each.</param>
internal sealed record TenantComparison(TenantReading Reading, IReadOnlyList<TenantDifference> Tenants);
