using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter.Directory;

/// <summary>Who is in which group of IAM Identity Center.</summary>
public interface IIdentityDirectory
{
    /// <summary>Reads groups with all of their members.</summary>
    /// <param name="groups">Display names or ids of groups.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HoopException"><c>IdentityCenter.GroupNotFound</c>, <c>IdentityCenter.AmbiguousGroup</c>,
    /// <c>IdentityCenter.InvalidGroup</c>, <c>IdentityCenter.NoInstance</c>, <c>IdentityCenter.SeveralInstances</c>, and what AWS fails
    /// with.</exception>
    Task<DirectoryReading> ReadGroupsAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken);
}
