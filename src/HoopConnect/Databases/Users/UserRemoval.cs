namespace HoopConnect.Databases.Users;

/// <summary>What became of one user that was to be removed; read from the server after the change.</summary>
/// <param name="UserName">The user.</param>
/// <param name="State">What became of it.</param>
/// <param name="Findings">Why it is still there, or what should be known besides; empty where all is well.</param>
public sealed record UserRemoval(string UserName, UserRemovalState State, IReadOnlyList<Finding> Findings)
{
    /// <summary>The databases in which it owned something or had privileges.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];
}
