using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopConnect.SessionUsers.Hcl;
using HoopConnect.Tests.Oracles;
using HoopConnect.Tests.SessionUsers.Policies;

namespace HoopConnect.Tests.SessionUsers.Hcl;

/// <summary>Our reader of HCL against HashiCorp's own: what one reads the other reads alike, what one refuses the other refuses.</summary>
public class HclOracleTests
{
    private const string Package = "@cdktf/hcl2json";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_policy_file_of_ours_is_read_alike()
    {
        var texts = PolicyFuzzTests.GoodTexts.Concat(OfDocumentation()).ToList();
        Assert.True(texts.Count > PolicyFuzzTests.GoodTexts.Count, "The documentation shows no policy.");
        Assert.Equal(texts.Count, await HoldAgainstOracleAsync(texts));
    }

    [Fact]
    public async Task What_is_generated_is_read_alike()
    {
        var random = new Random(20260711);
        var texts = Enumerable.Range(0, 1200).Select(_ => new HclTextGenerator(random).Body()).ToList();
        // Where blocks have no form in JSON, the values are not compared.
        Assert.InRange(await HoldAgainstOracleAsync(texts), 900, 1200);
    }

    [Fact]
    public async Task What_is_broken_is_read_or_refused_alike()
    {
        var random = new Random(11);
        var texts = Enumerable.Range(0, 2500).Select(i => i % 2 == 0
            ? PolicyFuzzTests.Mutated(random)
            : PolicyFuzzTests.Mutated(
                random, Encoding.UTF8.GetBytes(new HclTextGenerator(random).Body()))).Select(Text).OfType<string>().ToList();
        Assert.True(texts.Count > 1500);
        Assert.InRange(await HoldAgainstOracleAsync(texts), texts.Count / 20, texts.Count - (texts.Count / 20));
    }

    /// <summary>Compares, and gives how many both of them read.</summary>
    private static async Task<int> HoldAgainstOracleAsync(List<string> texts)
    {
        var answers = await NodeOracle.AskAsync<Answer[]>("hcl.cjs", Package, texts, Stop);
        Assert.Equal(texts.Count, answers.Length);
        var differences = texts.Zip(answers).Select(pair => (Text: pair.First, Difference: Difference(pair.First, pair.Second, out var _)))
            .Where(pair => pair.Difference is not null).Select(pair => $"{pair.Difference}\n{JsonSerializer.Serialize(pair.Text)}")
                .ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join("\n\n", differences.Take(12))}");
        return texts.Zip(answers).Count(pair => Difference(pair.First, pair.Second, out var read) is null && read);
    }

    private static string? Difference(string text, Answer theirs, out bool read)
    {
        read = false;
        HclBody ours;
        try
        {
            ours = HclParser.Parse(HclSource.Decode("policy.hcl", Encoding.UTF8.GetBytes(text)));
        }
        catch (HclException refused)
        {
            return theirs.Value is null || IsOfOurs(refused, theirs) ? null : $"We refuse it ({refused.Message}), they read {theirs.Value}";
        }

        // Who reads the blocks says that, with both places (Policy.RepeatedAttribute).
        if (HasRepeated(ours))
            return theirs.Refusal is null ? "They read an attribute that is there twice" : null;
        // They read it, but JSON has no form for blocks of one type with different numbers of labels.
        if (theirs.Refusal?.StartsWith("convert to HCL", StringComparison.Ordinal) == true || !HasForm(ours))
            return null;
        if (theirs.Value is not { } value)
            return $"They refuse it ({theirs.Refusal}), we read it";
        read = true;
        var json = Json(ours);
        return JsonNode.DeepEquals(json, value) ? null : $"We read {json.ToJsonString()}, they read {value.ToJsonString()}";
    }

    /// <summary>
    /// What we refuse on purpose: expressions (nothing could give them a value), a NUL, and what lies too deep. Their JSON shows an
    /// expression
    /// as a template.
    /// </summary>
    private static bool IsOfOurs(HclException refused, Answer theirs) =>
        refused.Message.Contains("found the template", StringComparison.Ordinal)
        || refused.Message.Contains("U+0000", StringComparison.Ordinal)
        || refused.Message.Contains("levels in one another", StringComparison.Ordinal)
        || refused.Message.EndsWith("expected a value: a string, a list, a number, true or false.", StringComparison.Ordinal)
        || refused.Message.EndsWith("expected a digit.", StringComparison.Ordinal)
        || HasTemplate(theirs.Value!);

    private static bool HasTemplate(JsonNode node) => node switch
    {
        JsonObject members => members.Any(member => member.Value is not null && HasTemplate(member.Value)),
        JsonArray items => items.Any(item => item is not null && HasTemplate(item)),
        JsonValue value when value.TryGetValue<string>(out var text) =>
            text.Replace("$${", "", StringComparison.Ordinal).Contains("${", StringComparison.Ordinal),
        _ => false,
    };

    private static bool HasRepeated(HclBody body) =>
        body.Attributes.DistinctBy(attribute => attribute.Name).Count() < body.Attributes.Count
        || body.Blocks.Any(block => HasRepeated(block.Body));

    /// <summary>Whether JSON can tell its blocks from one another and from its attributes.</summary>
    private static bool HasForm(HclBody body) =>
        body.Blocks.GroupBy(block => block.Type).All(type => type.DistinctBy(block => block.Labels.Count).Count() == 1)
        && !body.Blocks.Any(block => body.Attributes.Any(attribute => attribute.Name == block.Type))
        && body.Blocks.All(block => HasForm(block.Body));

    private static JsonObject Json(HclBody body)
    {
        var json = new JsonObject();
        foreach (var attribute in body.Attributes)
            json[attribute.Name] = Json(attribute.Value);
        foreach (var block in body.Blocks)
        {
            // Labels lie in one another, and the last of them has a list of bodies.
            var (at, name) = (json, block.Type);
            foreach (var label in block.Labels)
            {
                at = at[name] as JsonObject ?? (JsonObject)(at[name] = new JsonObject());
                name = label.Text;
            }

            var bodies = at[name] as JsonArray ?? (JsonArray)(at[name] = new JsonArray());
            bodies.Add(Json(block.Body));
        }

        return json;
    }

    private static JsonNode? Json(HclValue value) => value switch
    {
        // They write a string as it would stand in a file.
        HclString text => text.Value.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal),
        HclBoolean boolean => boolean.Value,
        HclList list => new JsonArray([.. list.Items.Select(Json)]),
        HclNumber number when double.Parse(number.Text, CultureInfo.InvariantCulture) is var parsed && double.IsFinite(parsed) => parsed,
        _ => null,
    };

    private static string? Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The policies that the documentation shows.</summary>
    private static IEnumerable<string> OfDocumentation() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadAllText(file).Split("```hcl\n").Skip(1).Select(rest => rest.Split("```")[0]));

    private sealed record Answer(JsonNode? Value, string? Refusal);
}
