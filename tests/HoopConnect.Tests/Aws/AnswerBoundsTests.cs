using System.Net;
using System.Net.Sockets;
using System.Text;
using HoopConnect.Aws;
using HoopConnect.Aws.Protocol;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Aws;

/// <summary>
/// Somebody who answers in the place of AWS and wants the memory or the time of the process: each call ends with a clear error.
/// </summary>
public sealed class AnswerBoundsTests : IDisposable
{
    private const string Account = "111122223333";
    private const string Caller =
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/a</Arn><UserId>A</UserId>"
        + "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

    private readonly TestEnvironment _environment = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The calls of each protocol and client: our own over XML and JSON, the SDK's.</summary>
    public static TheoryData<string> Calls => ["rds", "iam", "organizations", "ec2", "sts"];

    public void Dispose() => _environment.Dispose();

    [Theory, MemberData(nameof(Calls))]
    public async Task An_answer_that_says_it_is_large_is_not_read(string call) =>
        Assert.Equal("Aws.AnswerTooLarge", (await FailAsync(call, _ => new Answer { Length = 300_000_000 })).ErrorId);

    [Theory, MemberData(nameof(Calls))]
    public async Task An_answer_without_an_end_is_read_to_the_bound_and_no_further(string call)
    {
        var answer = new Answer { Endless = true };
        var error = await FailAsync(call, _ => answer);
        Assert.Equal("Aws.AnswerTooLarge", error.ErrorId);
        Assert.Contains("16 MiB", error.Message, StringComparison.Ordinal);
        // What the sockets of both sides hold comes on top.
        Assert.InRange(answer.Sent, AnswerGuard.MaxBytes, AnswerGuard.MaxBytes * 2L);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task A_document_of_many_levels_is_refused(string call)
    {
        const int Levels = 500_000;
        var deep = call == "organizations"
            ? new string('[', Levels) + new string(']', Levels)
            : string.Concat(Enumerable.Repeat("<a>", Levels)) + string.Concat(Enumerable.Repeat("</a>", Levels));
        Assert.Equal("Aws.AnswerTooDeep", (await FailAsync(call, _ => new Answer(deep))).ErrorId);
        Assert.Equal("Aws.AnswerTooDeep", (await FailAsync(call, _ => new Answer(deep) { Status = 400 })).ErrorId);
        if (call != "organizations")
        {
            byte[] wide = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(deep)];
            Assert.Equal("Aws.AnswerTooDeep", (await FailAsync(call, _ => new Answer(wide))).ErrorId);
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task A_document_of_many_small_parts_is_refused(string call)
    {
        var many = call == "organizations"
            ? $$"""{"Accounts":[{{string.Join(',', Enumerable.Repeat("{}", 600_000))}}]}"""
            : $"<a>{string.Concat(Enumerable.Repeat("<b/>", 600_000))}</a>";
        Assert.Equal("Aws.AnswerTooLarge", (await FailAsync(call, _ => new Answer(many))).ErrorId);
    }

    [Fact]
    public async Task The_attributes_of_all_parts_together_are_counted()
    {
        var many = $"<a>{string.Concat(Enumerable.Repeat("<b c='' d='' e='' f='' g='' h=''/>", 100_000))}</a>";
        Assert.Equal("Aws.AnswerTooLarge", (await FailAsync("rds", _ => new Answer(many))).ErrorId);
    }

    [Theory]
    [InlineData("rds")]
    [InlineData("iam")]
    [InlineData("organizations")]
    [InlineData("ec2")]
    public async Task A_marker_that_comes_again_ends_the_list(string call)
    {
        var asked = 0;
        var error = await FailAsync(call, _ => new Answer(Page(call, "m" + (++asked % 3))));
        Assert.Equal("Aws.RepeatedMarker", error.ErrorId);
        Assert.Equal(4, asked);
    }

    [Theory]
    [InlineData("rds")]
    [InlineData("iam")]
    [InlineData("organizations")]
    [InlineData("ec2")]
    public async Task A_list_without_an_end_ends(string call)
    {
        var asked = 0;
        var error = await FailAsync(call, _ => new Answer(Page(call, "m" + ++asked)));
        Assert.Equal("Aws.TooManyPages", error.ErrorId);
        Assert.Equal(PageMarkers.MaxPages, asked);
    }

    [Fact]
    public async Task What_is_no_document_is_said_as_before()
    {
        var error = await FailAsync("rds", _ => new Answer("<html><body>Proxy error") { Status = 502 });
        Assert.Equal("Aws.ServiceError", error.ErrorId);
        Assert.Contains("HTTP status 502", error.Message, StringComparison.Ordinal);
    }

    private static string Page(string call, string marker) => call switch
    {
        "rds" => $"<a><DescribeDBInstancesResult><DBInstances/><Marker>{marker}</Marker></DescribeDBInstancesResult></a>",
        "iam" => $"<a><ListPolicyVersionsResult><IsTruncated>true</IsTruncated><Marker>{marker}</Marker></ListPolicyVersionsResult></a>",
        "organizations" => $$"""{"Accounts":[],"NextToken":"{{marker}}"}""",
        _ => "<DescribeSecurityGroupsResponse><requestId>r</requestId><securityGroupInfo/>"
            + $"<nextToken>{marker}</nextToken></DescribeSecurityGroupsResponse>",
    };

    private async Task<HoopException> FailAsync(string call, Func<string, Answer> answer)
    {
        // Who calls is asked first, so that no role is assumed.
        await using var peer = new Peer(request =>
            call != "sts" && request.Contains("Action=GetCallerIdentity", StringComparison.Ordinal) ? new Answer(Caller) : answer(request));
        using var session = await _environment.OpenAsync(new AwsSessionOptions
        {
            AccessKey = "AKIDEXAMPLE",
            SecretKey = Secret.From("example"),
            Region = "eu-west-1",
            EndpointUrl = peer.Url,
            MaxAttempts = 1,
        });
        return await Assert.ThrowsAnyAsync<HoopException>(async () =>
        {
            switch (call)
            {
                case "rds":
                    await session.Rds(Account, "eu-west-1").DescribeDBInstancesAsync(null, Cancel).CountAsync(Cancel);
                    break;
                case "iam":
                    await session.Iam.ListPolicyVersionsAsync("arn", Cancel);
                    break;
                case "organizations":
                    await session.Organizations.ListAccountsAsync(Cancel).CountAsync(Cancel);
                    break;
                case "ec2":
                    await session.Ec2(Account, "eu-west-1").DescribeSecurityGroupsAsync("vpc", "group", Cancel);
                    break;
                default:
                    await session.GetCallerIdentityAsync(Cancel);
                    break;
            }
        });
    }

    /// <summary>What a call is answered with.</summary>
    private sealed class Answer(byte[] body)
    {
        public Answer()
            : this([])
        {
        }

        public Answer(string body)
            : this(Encoding.UTF8.GetBytes(body))
        {
        }

        public byte[] Body => body;

        public int Status { get; init; } = 200;

        /// <summary>What the header says, without a body of that length.</summary>
        public long? Length { get; init; }

        public bool Endless { get; init; }

        /// <summary>How much of an endless one went out.</summary>
        public long Sent { get; set; }
    }

    /// <summary>An HTTP server that answers as the test says.</summary>
    private sealed class Peer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Func<string, Answer> _answer;
        private readonly Task _serving;

        public Peer(Func<string, Answer> answer)
        {
            _answer = answer;
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await ServeAsync(client.GetStream());
                }
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The test has ended.
            }
        }

        private async Task ServeAsync(NetworkStream stream)
        {
            try
            {
                using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
                while (await RequestAsync(reader) is { } request)
                    await WriteAsync(stream, _answer(request));
            }
            catch (IOException)
            {
                // The client has heard enough.
            }
        }

        private static async Task<string?> RequestAsync(StreamReader reader)
        {
            var length = 0;
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    length = int.Parse(line["Content-Length:".Length..], System.Globalization.CultureInfo.InvariantCulture);
                if (line.Length > 0)
                    continue;
                var body = new char[length];
                await reader.ReadBlockAsync(body);
                return new string(body);
            }

            return null;
        }

        private static async Task WriteAsync(NetworkStream stream, Answer answer)
        {
            var length = answer.Endless ? "" : $"Content-Length: {answer.Length ?? answer.Body.Length}\r\n";
            var head = Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} Answer\r\nContent-Type: text/plain\r\n{length}\r\n");
            await stream.WriteAsync((byte[])[.. head, .. answer.Body]);
            var chunk = new byte[64 * 1024];
            Array.Fill(chunk, (byte)' ');
            while (answer.Endless)
            {
                await stream.WriteAsync(chunk);
                answer.Sent += chunk.Length;
            }
        }
    }
}
