namespace HoopConnect.Secrets;

/// <summary>A database user with its password.</summary>
/// <param name="UserName">The user, exactly as the server spells it.</param>
/// <param name="Password">The password; never printed.</param>
public sealed record DatabaseLogin(string UserName, Secret Password);
