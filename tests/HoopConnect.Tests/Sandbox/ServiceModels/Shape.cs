using System.Text.Json;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>One shape of a model, with what the place that refers to it adds (its name there).</summary>
internal sealed class Shape
{
    private readonly ServiceModel _model;
    private readonly JsonElement _here;
    private readonly JsonElement _definition;

    public Shape(ServiceModel model, JsonElement here)
    {
        _model = model;
        _here = here;
        _definition = here.TryGetProperty("shape", out var name) ? model.Named(name.GetString()!) : here;
    }

    /// <summary>structure, list, map, string, integer, long, double, float, boolean, timestamp, blob.</summary>
    public string Type => Text("type") ?? "string";

    /// <summary>Its name on the wire; null where the member's own name is.</summary>
    public string? LocationName => Text("locationName");

    /// <summary>Where a member of REST-JSON is: <c>uri</c>, <c>querystring</c>; null for the body.</summary>
    public string? Location => Text("location");

    /// <summary>EC2's name of an input member where it is not derived from the location name.</summary>
    public string? QueryName => Text("queryName");

    /// <summary>The element that Query wraps a result in.</summary>
    public string? ResultWrapper => Text("resultWrapper");

    public bool IsFlattened =>
        _here.TryGetProperty("flattened", out var flag)
            ? flag.GetBoolean()
            : _definition.TryGetProperty("flattened", out flag) && flag.GetBoolean();

    /// <summary>A document: any JSON value.</summary>
    public bool IsDocument => _definition.TryGetProperty("document", out var flag) && flag.GetBoolean();

    public bool IsSensitive => _definition.TryGetProperty("sensitive", out var flag) && flag.GetBoolean();

    /// <summary>A structure's members.</summary>
    public IReadOnlyDictionary<string, Shape> Members => _definition.TryGetProperty("members", out var members)
        ? members.EnumerateObject().ToDictionary(member => member.Name, member => new Shape(_model, member.Value), StringComparer.Ordinal)
        : new Dictionary<string, Shape>();

    /// <summary>The names of the members that must be there.</summary>
    public IReadOnlyList<string> Required =>
        _definition.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];

    /// <summary>What a list holds.</summary>
    public Shape Member => new(_model, _definition.GetProperty("member"));

    private string? Text(string name) =>
        _here.TryGetProperty(name, out var value) || _definition.TryGetProperty(name, out value) ? value.GetString() : null;
}
