using System.Text;
using System.Text.Json;
using HoopConnect.Databases;
using HoopConnect.Secrets;
using HoopConnect.Tenants.Connectors;
using HoopConnect.Tests.Oracles;

namespace HoopConnect.Tests.Tenants.Connectors;

/// <summary>Manifests as Kubernetes' own types and the readers of YAML see them: every value comes back as it was given.</summary>
public sealed class ManifestOracleTests
{
    private const string Package = "kubernetes-types";

    // What one reader or another takes for a boolean, a number, a date, nothing, a comment, a mapping, a tag, an anchor, an alias, a
    // document's end, a line's end or the end of the text; and what does not fit into one character of UTF-16.
    private static readonly string[] Hostile =
    [
        "yes", "No", "on", "OFF", "y", "n", "true", "False", "null", "~", "Null", "1e3", "0x1f", "0o17", "017", "0b11", "1_000", "-1", "+1",
        ".5", "1.", ".inf", "-.INF", ".NaN", "12:30:45", "2026-07-11", "2026-07-11T10:00:00Z", "=", "<<", "?", "- a", "? a", ": a", "a: b",
        "a #b", "#b", "!tag", "!!int 1", "&anchor", "*alias", "%TAG", "@at", "`tick", "|", ">", "|-", "[a]", "{a: b}", "a, b", "---",
        "--- a", "...", "\n---\nkind: Pod", " lead", "trail ", "\ttab\t", "a\nb", "a\n", "\n", "a\r\nb", "\r", "\"double\"", "'single'",
        "back\\slash", "\\n", "\\x41", "$HOME", "{{ .Values }}", "caf\u00e9", "\u0001\u001b[31m\u007f", "\u0085next\u2028line\u2029s",
        "\ufefffirst", "a\ufeffb", "\u00a0hard", "\u200bzero", "\u202eright", "\U0001f600", "\ufffe", "\ud7ff\ue000\ufffd",
        new string('x', 5000), string.Concat(Enumerable.Repeat("word ", 400)), "##vso[task.setvariable]x", "::add-mask::x",
    ];

    private const string Boundary = "arn:aws:iam::111122223333:policy/path/HoopConnectorBoundary";
    private const string Role = "arn:aws:iam::111122223333:role/HoopRdsIamRole";

    private static readonly string[] Names = ["first", "second", "third"];

    private static readonly Dictionary<string, string[]> Questions = new()
    {
        ["base64"] = HostileManifests(readable: false),
        ["readable"] = HostileManifests(readable: true),
        ["documented"] =
        [
            ConnectorSecret.Write(
                new ConnectorRequest("0x1f", "aurora-mysql", "orders.cluster-x.eu-west-1.rds.amazonaws.com", "admin")
                {
                    Namespace = "1e3",
                    PermissionsBoundary = Boundary,
                }),
            new AgentServiceAccount("yes", Role) { Namespace = "null" }.Write(),
        ],
        ["stream"] =
        [
            string.Concat(Names.Select(name => ConnectorSecret.Write(new ConnectorRequest(name, "mariadb", "db.example.com", "admin")))),
        ],
        ["wrong"] = ["apiVersion: v1\nkind: Secret\nstringData: {port: 5432}\n", "apiVersion: v1\nkind: Secret\nlabels: {a: b}\n"],
    };

    // All of them in one process: the compiler takes its time to read the types.
    private static readonly Lazy<Task<Answer[]>> Answers = new(() =>
        NodeOracle.AskAsync<Answer[]>("kubernetes.cjs", Package, Questions.Values.SelectMany(each => each), CancellationToken.None));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Users_and_passwords_come_back_byte_for_byte_and_the_types_take_them(bool readable)
    {
        var question = readable ? "readable" : "base64";
        // Nothing of a value is a command to who reads a log, or turns the direction of writing.
        Assert.All(Questions[question], manifest => Assert.True(Ascii.IsValid(manifest)));
        Assert.All(Questions[question], manifest => Assert.DoesNotContain('#', manifest));
        var answers = await AskAsync(question);
        foreach (var (value, answer) in Hostile.Zip(answers))
        {
            var manifest = Same(answer);
            var values = Values(manifest, readable);
            Assert.Equal((value, value), (values["user"], values["password"]));
            Assert.Equal(
                ["endpoint", "password", "port", "sslMode", "type", "user"], values.Keys.Order(StringComparer.Ordinal));
            var labels = manifest.GetProperty("metadata").GetProperty("labels");
            Assert.Equal("shared-database", Text(labels, "loft.sh/connector-type"));
        }
    }

    [Fact]
    public async Task A_connector_that_logs_in_by_IAM_and_a_service_account_are_what_their_documentation_shows()
    {
        var answers = await AskAsync("documented");
        var secret = Same(answers[0]);
        var metadata = secret.GetProperty("metadata");
        Assert.Equal(("v1", "Secret", "Opaque"), (Text(secret, "apiVersion"), Text(secret, "kind"), Text(secret, "type")));
        Assert.Equal(("0x1f", "1e3"), (Text(metadata, "name"), Text(metadata, "namespace")));
        Assert.Equal(
            Boundary, Text(metadata.GetProperty("annotations"), "connector.platform.vcluster.com/aws-permission-boundary-policy-arn"));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["endpoint"] = "orders.cluster-x.eu-west-1.rds.amazonaws.com",
                ["port"] = "3306",
                ["user"] = "admin",
                ["type"] = "mysql",
                ["identityProvider"] = "aws",
            },
            Values(secret, readable: false));

        var account = Same(answers[1]);
        Assert.Equal(("v1", "ServiceAccount"), (Text(account, "apiVersion"), Text(account, "kind")));
        Assert.Equal(("yes", "null"), (Text(account.GetProperty("metadata"), "name"), Text(account.GetProperty("metadata"), "namespace")));
        Assert.Equal(Role, Text(account.GetProperty("metadata").GetProperty("annotations"), "eks.amazonaws.com/role-arn"));
    }

    [Fact]
    public async Task Several_manifests_one_after_the_other_are_one_stream()
    {
        var answer = Assert.Single(await AskAsync("stream"));
        Assert.All(answer.Read.Values, read => Assert.Equal(
            Names, read.EnumerateArray().Select(manifest => Text(manifest.GetProperty("metadata"), "name"))));
    }

    [Fact]
    public async Task The_check_by_the_types_can_fail()
    {
        var answers = await AskAsync("wrong");
        Assert.Equal(2, answers.Length);
        Assert.All(answers, answer => Assert.NotEmpty(answer.Complaints));
    }

    private static string[] HostileManifests(bool readable) =>
    [
        .. Hostile.Select(value => ConnectorSecret.Write(
            new ConnectorRequest("hostile", "postgres", "db.example.com", value)
            {
                Password = Secret.From(value),
                SslMode = SslMode.VerifyFull,
                IsReadable = readable,
            })),
    ];

    private static async Task<Answer[]> AskAsync(string question)
    {
        var first = Questions.TakeWhile(each => each.Key != question).Sum(each => each.Value.Length);
        return (await Answers.Value)[first..(first + Questions[question].Length)];
    }

    /// <summary>The only document of a stream, which all readers read alike and the types take.</summary>
    private static JsonElement Same(Answer answer)
    {
        Assert.Empty(answer.Complaints);
        Assert.Equal(3, answer.Read.Count);
        var first = answer.Read.Values.First();
        Assert.All(answer.Read.Values, read => Assert.True(JsonElement.DeepEquals(first, read), $"{first}\n{read}"));
        return Assert.Single(first.EnumerateArray());
    }

    private static Dictionary<string, string> Values(JsonElement secret, bool readable)
    {
        Assert.False(secret.TryGetProperty(readable ? "data" : "stringData", out _));
        return secret.GetProperty(readable ? "stringData" : "data").EnumerateObject().ToDictionary(
            member => member.Name,
            member => readable ? member.Value.GetString()! : Encoding.UTF8.GetString(Convert.FromBase64String(member.Value.GetString()!)),
            StringComparer.Ordinal);
    }

    private static string? Text(JsonElement owner, string name) => owner.GetProperty(name).GetString();

    private sealed record Answer(Dictionary<string, JsonElement> Read, string[] Complaints);
}
