using System.Text.Json;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>A JSON document against a shape.</summary>
internal sealed class JsonCheck(Action<string> report)
{
    public void Check(Shape? shape, string body)
    {
        using var document = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        if (shape is not null)
            CheckValue(shape, document.RootElement, "");
        else if (document.RootElement.EnumerateObject().Any())
            report("the operation has no members here");
    }

    public void CheckError(string body)
    {
        using var document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("__type", out var type) || type.ValueKind != JsonValueKind.String)
            report("the error has no __type");
        if (!document.RootElement.TryGetProperty("Message", out _) && !document.RootElement.TryGetProperty("message", out _))
            report("the error has no message");
    }

    private void CheckValue(Shape shape, JsonElement value, string path)
    {
        if (shape.IsDocument)
            return;
        var expected = shape.Type switch
        {
            "structure" or "map" => JsonValueKind.Object,
            "list" => JsonValueKind.Array,
            "integer" or "long" or "double" or "float" or "timestamp" => JsonValueKind.Number,
            "boolean" => value.ValueKind == JsonValueKind.False ? JsonValueKind.False : JsonValueKind.True,
            _ => JsonValueKind.String,
        };
        if (value.ValueKind != expected)
            report($"{path}: {value.ValueKind} where a {shape.Type} should be");
        else if (shape.Type is "integer" or "long" && !value.TryGetInt64(out _))
            report($"{path}: no {shape.Type}");
        else if (shape.Type == "structure")
            CheckStructure(shape, value, path);
        else if (shape.Type == "list")
            foreach (var item in value.EnumerateArray())
                CheckValue(shape.Member, item, path + "[]");
    }

    /// <summary>The members of a document that holds some members of a structure only.</summary>
    public void CheckMembers(IReadOnlyDictionary<string, Shape> members, string body)
    {
        using var document = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (members.TryGetValue(property.Name, out var member))
                CheckValue(member, property.Value, $".{property.Name}");
            else
                report($".{property.Name}: no such member");
        }
    }

    private void CheckStructure(Shape shape, JsonElement value, string path)
    {
        var members = shape.Members;
        foreach (var property in value.EnumerateObject())
        {
            if (members.TryGetValue(property.Name, out var member))
                CheckValue(member, property.Value, $"{path}.{property.Name}");
            else
                report($"{path}.{property.Name}: no such member");
        }
        foreach (var name in shape.Required.Where(name => !value.TryGetProperty(name, out _)))
            report($"{path}.{name}: required and missing");
    }
}
