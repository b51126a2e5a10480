namespace HoopConnect.Tenants.Connectors;

/// <summary>An object of the core API of Kubernetes (<c>v1</c>), as far as ours go.</summary>
/// <param name="Kind">Such as <c>Secret</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
internal sealed record KubernetesManifest(string Kind, string Name, string Namespace)
{
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];

    /// <summary>A Secret's <c>type</c>; null for none.</summary>
    public string? Type { get; init; }

    /// <summary>The values of a Secret in base64.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Data { get; init; } = [];

    /// <summary>The values of a Secret as text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> StringData { get; init; } = [];
}
