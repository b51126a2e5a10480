using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Discovery;

/// <summary>
/// More than AWS allows in a tag (letters, digits, white space and <c>_.:/=+-@</c>; 128 characters of key, 256 of value): whatever XML can
/// carry
/// must come through as it is.
/// </summary>
public sealed class HostileTagTests(SandboxFixture sandboxes) : IDisposable
{
    private const int Count = 500;

    private static readonly IReadOnlyList<string> Keys = HostileNames.Make(Count, maxBytes: 128, IsText, seed: 5);
    private static readonly IReadOnlyList<string> Values = HostileNames.Make(Count, maxBytes: 256, IsText, seed: 6);
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RecordingHost Host => _environment.Host;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task Tags_of_any_text_are_read_as_they_are_and_filter_by_exactly_that_text()
    {
        await using var sandbox = await sandboxes.StartAsync();
        var place = new DatabaseBuilder(sandbox.Organisation, sandbox.Organisation.Management, "eu-west-1");
        for (var index = 0; index < Count; index += 10)
            place.Instance($"hostile-{index}", tags: [.. Enumerable.Range(index, 10).Select(at => (Keys[at], Values[at]))]);

        var all = (await FindAsync(new DatabaseQuery { Names = [NamePattern.Parse("hostile-*")] })).ToDictionary(database =>
            database.Identifier);
        Assert.Equal(Count / 10, all.Count);
        for (var index = 0; index < Count; index++)
            Assert.Equal(Values[index], all[$"hostile-{index / 10 * 10}"].Tags[Keys[index]]);

        // A filter is made without AWS; two of ten of a database each, over HTTP, and all of them by the same rule.
        for (var index = 0; index < Count; index += 50)
        {
            var tags = new[] { index, index + 1 }.ToDictionary(at => Keys[at], at => NamePattern.Parse(Values[at]), StringComparer.Ordinal);
            Assert.Equal($"hostile-{index}", Assert.Single(await FindAsync(new DatabaseQuery { Tags = tags })).Identifier);
        }

        Assert.Empty(
            await FindAsync(new DatabaseQuery { Tags = new Dictionary<string, NamePattern> { [Keys[0] + " "] = NamePattern.Parse("*") } }));
        Assert.Empty(Host.Errors);

        async Task<List<RdsDatabase>> FindAsync(DatabaseQuery query)
        {
            using var aws = await _environment.OpenAsync(sandbox);
            return await new DatabaseFinder(aws).FindAsync(query, Host, Cancel).ToListAsync(Cancel);
        }
    }

    [Fact]
    public void A_value_without_a_wildcard_fits_itself_and_no_other()
    {
        foreach (var value in Values.Where(value => !NamePattern.Parse(value).HasWildcard))
        {
            var pattern = NamePattern.Parse(value);
            Assert.True(pattern.Matches(value));
            Assert.DoesNotContain(
                Values, other => pattern.Matches(other) && !string.Equals(value, other, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>XML 1.0 has no other control characters, and its readers turn a carriage return into a line feed.</summary>
    private static bool IsText(string value) =>
        value.All(c => !char.IsControl(c) || c is '\n' or '\t') && !string.IsNullOrWhiteSpace(value);
}
