namespace HoopConnect.Databases.TenantDatabases;

/// <summary>A tenant on one server.</summary>
/// <param name="Tenant">Who it is, in the words of whoever runs the platform.</param>
/// <param name="Name">The one name of its database and its user.</param>
public sealed record TenantToServe(string Tenant, string Name);
