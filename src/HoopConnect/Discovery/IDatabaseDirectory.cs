using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>Looks one database up, as it is now.</summary>
public interface IDatabaseDirectory
{
    /// <summary>The database of that ARN. A cluster's member instance gives its cluster; a proxy is itself.</summary>
    /// <exception cref="HoopException"><c>Discovery.InvalidArn</c>, <c>Discovery.DatabaseNotFound</c>, and AWS errors.</exception>
    Task<RdsDatabase> GetAsync(string arn, CancellationToken cancellationToken);
}
