namespace HoopConnect.Sandbox.Servers;

/// <summary>A user of a sandbox server with its password, which is made at random for each server and lives as long as it.</summary>
public sealed record ServerLogin(string UserName, string Password);
