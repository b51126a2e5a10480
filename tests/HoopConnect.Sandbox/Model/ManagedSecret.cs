using System.Text.Json.Nodes;

namespace HoopConnect.Sandbox.Model;

/// <summary>A secret in which RDS manages a master password, as Secrets Manager keeps it: versions by their stage.</summary>
public sealed class ManagedSecret(string arn, string userName)
{
    private const string Current = "AWSCURRENT";
    private const string Previous = "AWSPREVIOUS";

    /// <summary>Its ARN, which ends in a hyphen and six characters of Secrets Manager's.</summary>
    public string Arn { get; } = arn;

    /// <summary>Its name.</summary>
    public string Name { get; } = arn[(arn.LastIndexOf(':') + 1)..^7];

    /// <summary>SecretString and VersionId by stage.</summary>
    public Dictionary<string, (string SecretString, string VersionId)> Stages { get; } = new(StringComparer.Ordinal);

    /// <summary>Puts a new password into the secret; what was current is the previous one then, as after a rotation.</summary>
    public void Put(string password)
    {
        if (Stages.TryGetValue(Current, out var former))
            Stages[Previous] = former;
        var content = new JsonObject { ["username"] = userName, ["password"] = password };
        Stages[Current] = (content.ToJsonString(), Guid.NewGuid().ToString());
    }

    /// <summary>The password a database starts with: there is no previous version.</summary>
    internal void Start(string password)
    {
        Stages.Clear();
        Put(password);
    }
}
