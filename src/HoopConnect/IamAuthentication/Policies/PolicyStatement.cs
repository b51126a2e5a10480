using System.Text.Json.Nodes;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>One statement of a policy document.</summary>
/// <param name="Sid">Letters and digits; says what it is for.</param>
/// <param name="Actions">The actions.</param>
internal sealed record PolicyStatement(string Sid, IReadOnlyList<string> Actions)
{
    public bool IsDeny { get; init; }

    /// <summary>Who, in a trust policy: the kind (<c>AWS</c>, <c>Service</c>, <c>Federated</c>) and the name.</summary>
    public (string Kind, string Name)? Principal { get; init; }

    /// <summary>ARNs or <c>*</c>; empty in a trust policy.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Operator, key and values; all must hold.</summary>
    public IReadOnlyList<(string Operator, string Key, IReadOnlyList<string> Values)> Conditions { get; init; } = [];

    /// <summary>The statement as IAM reads it, its members always in the same order.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { [nameof(Sid)] = Sid, ["Effect"] = IsDeny ? "Deny" : "Allow" };
        if (Principal is { } principal)
            json[nameof(Principal)] = new JsonObject { [principal.Kind] = principal.Name };
        json["Action"] = OneOrMore(Actions);
        if (Resources.Count > 0)
            json["Resource"] = OneOrMore(Resources);
        if (Conditions.Count > 0)
        {
            var condition = new JsonObject();
            foreach (var group in Conditions.GroupBy(each => each.Operator, StringComparer.Ordinal))
                condition[group.Key] = new JsonObject(group.Select(each => KeyValuePair.Create(each.Key, OneOrMore(each.Values))));
            json["Condition"] = condition;
        }

        return json;
    }

    private static JsonNode? OneOrMore(IReadOnlyList<string> values) =>
        values is [var one] ? one : new JsonArray([.. values.Select(value => (JsonNode?)value)]);
}
