using HoopConnect.Hosting;

namespace HoopConnect.Databases.Roles;

/// <summary>Each role stands for itself: one that is refused keeps no other from being brought into line.</summary>
internal static class RoleRefusals
{
    /// <summary>Compares role by role; what concerns the server and not one role alone is thrown.</summary>
    /// <exception cref="HoopException">The first refusal, where no role is left.</exception>
    public static async Task<(IReadOnlyList<T> Compared, IReadOnlyDictionary<RoleKind, HoopException> Refused)> EachAsync<T>(
        IEnumerable<RoleKind> kinds, Func<RoleKind, Task<T>> compare)
    {
        var compared = new List<T>();
        var refused = new Dictionary<RoleKind, HoopException>();
        foreach (var kind in kinds)
        {
            try
            {
                compared.Add(await compare(kind));
            }
            catch (HoopException refusal) when (IsOfOneRole(refusal))
            {
                refused[kind] = refusal;
            }
        }

        return compared.Count > 0 || refused.Count == 0 ? (compared, refused) : throw refused.Values.First();
    }

    /// <summary>True for what is wrong with one role.</summary>
    public static bool IsOfOneRole(HoopException refusal) => refusal.IsAnyOf(
        RoleErrors.NotOurs, RoleErrors.CannotAdopt, RoleErrors.CannotCreate, RoleErrors.NameIsDefiner, RoleErrors.NoWorkingSecret,
        RoleErrors.SidTaken);
}
