using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.SsoAdmin;

/// <summary>IAM Identity Center's administration over the JSON protocol.</summary>
internal sealed class SsoAdminClient(ServiceChannel channel) : ISsoAdminClient
{
    private const string Configuration = "InstanceAccessControlAttributeConfiguration";

    public async IAsyncEnumerable<SsoInstance> ListInstancesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var markers = new PageMarkers("sso:ListInstances");
        string? token = null;
        do
        {
            var members = token is null ? new JsonObject() : new JsonObject { ["NextToken"] = token };
            var answer = await CallAsync("ListInstances", members, null, cancellationToken);
            if (answer.TryGetProperty("Instances", out var instances) && instances.ValueKind == JsonValueKind.Array)
            {
                foreach (var instance in instances.EnumerateArray())
                {
                    yield return new SsoInstance(
                        instance.Text("InstanceArn") ?? "", instance.Text("IdentityStoreId") ?? "", instance.Text("Name"),
                        instance.Text("OwnerAccountId"));
                }
            }

            token = markers.Next(answer.Text("NextToken"));
        }
        while (token is not null);
    }

    public async Task<AccessControlAttributes?> DescribeInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, CancellationToken cancellationToken)
    {
        try
        {
            var members = new JsonObject { ["InstanceArn"] = instanceArn };
            var answer = await CallAsync("DescribeInstanceAccessControlAttributeConfiguration", members, instanceArn, cancellationToken);
            return new AccessControlAttributes(answer.Text("Status") ?? "", [.. Attributes(answer)]);
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == "ResourceNotFoundException")
        {
            return null;
        }
    }

    public Task CreateInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, IReadOnlyList<AccessControlAttribute> attributes, CancellationToken cancellationToken) =>
        WriteAsync("CreateInstanceAccessControlAttributeConfiguration", instanceArn, attributes, cancellationToken);

    public Task UpdateInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, IReadOnlyList<AccessControlAttribute> attributes, CancellationToken cancellationToken) =>
        WriteAsync("UpdateInstanceAccessControlAttributeConfiguration", instanceArn, attributes, cancellationToken);

    private static IEnumerable<AccessControlAttribute> Attributes(JsonElement answer)
    {
        if (!answer.TryGetProperty(Configuration, out var configuration)
            || !configuration.TryGetProperty("AccessControlAttributes", out var attributes)
            || attributes.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var attribute in attributes.EnumerateArray())
        {
            var sources =
                attribute.TryGetProperty("Value", out var value)
                && value.TryGetProperty("Source", out var source)
                && source.ValueKind == JsonValueKind.Array
                    ? source.EnumerateArray().Select(each => each.GetString() ?? "")
                    : [];
            yield return new AccessControlAttribute(attribute.Text("Key") ?? "", [.. sources]);
        }
    }

    private Task<JsonElement> WriteAsync(
        string operation, string instanceArn, IReadOnlyList<AccessControlAttribute> attributes, CancellationToken cancellationToken)
    {
        var list = attributes.Select(attribute => (JsonNode?)new JsonObject
        {
            ["Key"] = attribute.Key,
            ["Value"] = new JsonObject { ["Source"] = new JsonArray([.. attribute.Source.Select(source => (JsonNode?)source)]) },
        });
        var members = new JsonObject
        {
            ["InstanceArn"] = instanceArn,
            [Configuration] = new JsonObject { ["AccessControlAttributes"] = new JsonArray([.. list]) },
        };
        return CallAsync(operation, members, instanceArn, cancellationToken);
    }

    private Task<JsonElement> CallAsync(string operation, JsonObject members, string? target, CancellationToken cancellationToken) =>
        channel.JsonAsync(
            new ProtocolRequest(AwsService.SsoAdmin, operation) { Json = JsonSerializer.SerializeToUtf8Bytes(members), Target = target },
            cancellationToken);
}
