using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>What is to be done to the user of one member, on whatever engine.</summary>
internal interface IMemberDifference
{
    /// <summary>The member.</summary>
    IdentityCenterMember Member { get; }

    /// <summary>The name that the user has now; null where there is none.</summary>
    string? PresentName { get; }

    /// <summary>There is no user yet.</summary>
    bool Create { get; }

    /// <summary>The person has another name.</summary>
    bool Rename { get; }

    /// <summary>What is given.</summary>
    IReadOnlyList<string> Granted { get; }

    /// <summary>What is taken back.</summary>
    IReadOnlyList<string> Revoked { get; }

    /// <summary>What somebody gave it and the master cannot take back, or what cannot be given; null for nothing.</summary>
    HoopException? Lasting { get; }

    /// <summary>The steps but for a rename, in the order they run.</summary>
    IReadOnlyList<PlanStep> Steps();
}
