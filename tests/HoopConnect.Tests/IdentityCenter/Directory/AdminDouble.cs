using HoopConnect.Aws.SsoAdmin;

namespace HoopConnect.Tests.IdentityCenter.Directory;

/// <summary>One instance whose attributes for access control take their time: each reading is the next of <see cref="Readings"/>.</summary>
internal sealed class AdminDouble : ISsoAdminClient
{
    public const string Arn = "arn:aws:sso:::instance/ssoins-1111222233334444";

    public Queue<AccessControlAttributes?> Readings { get; } = new();

    public List<string> Written { get; } = [];

    public IAsyncEnumerable<SsoInstance> ListInstancesAsync(CancellationToken cancellationToken) =>
        new[] { new SsoInstance(Arn, "d-1111222233", null, null) }.ToAsyncEnumerable();

    public Task<AccessControlAttributes?> DescribeInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, CancellationToken cancellationToken) =>
        Task.FromResult(Readings.Count > 1 ? Readings.Dequeue() : Readings.Peek());

    public Task CreateInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, IReadOnlyList<AccessControlAttribute> attributes, CancellationToken cancellationToken) =>
        WriteAsync("create", attributes);

    public Task UpdateInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, IReadOnlyList<AccessControlAttribute> attributes, CancellationToken cancellationToken) =>
        WriteAsync("update", attributes);

    private Task WriteAsync(string what, IReadOnlyList<AccessControlAttribute> attributes)
    {
        Written.Add($"{what} {string.Join(' ', attributes.Select(each => $"{each.Key}={string.Join(',', each.Source)}"))}");
        return Task.CompletedTask;
    }
}
