using System.Diagnostics;
using System.Text;
using System.Text.Json;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections.Export;
using HoopConnect.Secrets;
using Npgsql;
using SslMode = HoopConnect.Databases.SslMode;

namespace HoopConnect.Tests.Provisioning.Connections;

public class ConnectionExportTests
{
    // Every character that means something to one of the forms.
    private const string Hostile = """p:a\s's"w=o;r d#$`%{}*_’end""";

    private static readonly DatabaseLogin Login = new("hoop_ro", Secret.From(Hostile));

    [Theory]
    [InlineData(ConnectionExportForm.Environment)]
    [InlineData(ConnectionExportForm.PowerShell)]
    [InlineData(ConnectionExportForm.Cmd)]
    [InlineData(ConnectionExportForm.GitHub)]
    [InlineData(ConnectionExportForm.AzureDevOps)]
    [InlineData(ConnectionExportForm.ConnectionString)]
    [InlineData(ConnectionExportForm.HoopJson)]
    public void Without_a_login_there_is_a_text_and_no_password_in_it(ConnectionExportForm form)
    {
        var text = ConnectionExport.Write(SampleConnection.Make(), login: null, form);
        Assert.NotEmpty(text);
        Assert.DoesNotContain("PASS", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_shell_that_reads_the_export_lines_has_exactly_those_values()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no POSIX shell.");
        var script = ConnectionExport.Write(SampleConnection.Make() with { CaFile = "/ca's.pem" }, Login, ConnectionExportForm.Environment);
        var output = Run(
            "/bin/sh",
            ["-s"],
            script + "printf '%s|%s|%s|%s|%s|%s' \"$PASS\" \"$PGPASSWORD\" \"$PGSSLMODE\" \"$PGSSLROOTCERT\" \"$DB\" \"$PORT\"");
        Assert.Equal($"{Hostile}|{Hostile}|verify-full|/ca's.pem|postgres|5432", output);
    }

    [Fact]
    public void PowerShell_takes_a_quote_doubled_typographic_ones_too()
    {
        var text = ConnectionExport.Write(SampleConnection.Make(), Login, ConnectionExportForm.PowerShell);
        Assert.Contains("$env:PASS = 'p:a\\s''s\"w=o;r d#$`%{}*_’’end'\n", text, StringComparison.Ordinal);
    }

    // What cmd reads first takes carets and percent signs away, as far as no quote is open; what set takes then is between its first quote
    // and its last.
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a b&c|d<e>f^g(h)", "a b&c|d<e>f^g(h)")]
    [InlineData("100%PATH%", "100%%PATH%%")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("a\"&b\"&c", "a\"^&b\"&c")]
    [InlineData("\"^|<>()\"", "\"^^^|^<^>^(^)\"")]
    public void A_batch_file_has_what_cmd_reads_as_exactly_that_value_and_does_not_show_it(string password, string written)
    {
        var login = new DatabaseLogin("hoop_ro", Secret.From(password));
        var text = ConnectionExport.Write(SampleConnection.Make(), login, ConnectionExportForm.Cmd);
        Assert.Contains($"\n@set \"PASS={written}\"\n", text, StringComparison.Ordinal);
        Assert.StartsWith("@set \"HOST=orders.abc.eu-west-1.rds.amazonaws.com\"\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("delayed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_file_with_exclamation_marks_ends_where_cmd_would_take_them_for_variables()
    {
        var text = ConnectionExport.Write(
            SampleConnection.Make(), new DatabaseLogin("hoop_ro", Secret.From("wow!")), ConnectionExportForm.Cmd);
        Assert.StartsWith("@if \"!!\"==\"\" (", text, StringComparison.Ordinal);
        Assert.Contains("exit /b 1)\n@set \"HOST=", text, StringComparison.Ordinal);
        Assert.Contains("\"PASS=wow!\"\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("open\nsesame")]
    [InlineData("sesame\u001a")]
    [InlineData("sésame")]
    [InlineData(null)]
    public void What_cmd_cannot_carry_is_refused_and_the_message_does_not_tell_it(string? password)
    {
        var login = new DatabaseLogin("hoop_ro", Secret.From(password ?? "sesame" + new string('x', 8191)));
        var error = Assert.Throws<HoopException>(() => ConnectionExport.Write(SampleConnection.Make(), login, ConnectionExportForm.Cmd));
        Assert.Equal("Connection.NotExpressible", error.ErrorId);
        Assert.Contains("PASS", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("same", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_file_that_calls_the_export_has_exactly_those_values()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "There is no cmd.");
        const string Password = "p:a\\s's\"w&o\"r^d|<%PATH%>!x(y)\"";
        var folder = Directory.CreateTempSubdirectory("hoop-").FullName;
        try
        {
            File.WriteAllText(
                Path.Combine(folder, "export.cmd"),
                ConnectionExport.Write(
                    SampleConnection.Make(), new DatabaseLogin("hoop_ro", Secret.From(Password)), ConnectionExportForm.Cmd));
            File.WriteAllText(Path.Combine(folder, "caller.cmd"), "@call \"%~dp0export.cmd\"\r\n@set PASS\r\n@set PGPASSWORD\r\n");
            Assert.Equal(
                [$"PASS={Password}", $"PGPASSWORD={Password}"],
                Run("cmd.exe", ["/d", "/v:off", "/c", Path.Combine(folder, "caller.cmd")], "")
                    .Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_usual_form_is_what_the_shell_of_the_system_reads() =>
        Assert.Equal(
            OperatingSystem.IsWindows() ? ConnectionExportForm.PowerShell : ConnectionExportForm.Environment, ConnectionExport.UsualForm);

    [Fact]
    public async Task A_file_that_cannot_be_written_is_an_error_that_names_it_and_the_way_out()
    {
        var path = Path.Combine(Path.GetTempPath(), "hoop-no-such-folder", "orders.env");
        var error = await Assert.ThrowsAsync<HoopException>(
            () => ConnectionExport.SaveAsync(path, "x", TestContext.Current.CancellationToken));
        Assert.Equal("Connection.WriteFailed", error.ErrorId);
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Path", error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("HOOPCONNECT_STATE", error.ToString() + error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_end_in_a_value_is_refused_by_the_forms_with_one_line_a_value_and_the_message_does_not_tell_it()
    {
        var login = new DatabaseLogin("hoop_ro", Secret.From("open\nsesame"));
        foreach (var form in (ConnectionExportForm[])[ConnectionExportForm.GitHub, ConnectionExportForm.PgPass])
        {
            var error = Assert.Throws<HoopException>(() => ConnectionExport.Write(SampleConnection.Make(), login, form));
            Assert.Equal("Connection.NotExpressible", error.ErrorId);
            Assert.DoesNotContain("sesame", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GitHub_is_told_to_hide_each_line_of_a_password_and_the_file_has_none_of_that()
    {
        var login = new DatabaseLogin("hoop_ro", Secret.From("100% open\r\n  \nsesame ::x"));
        Assert.Equal(["::add-mask::100%25 open", "::add-mask::sesame ::x"], ConnectionExport.Masks(login, ConnectionExportForm.GitHub));
        Assert.Empty(ConnectionExport.Masks(login: null, ConnectionExportForm.GitHub));
        Assert.DoesNotContain(
            "add-mask", ConnectionExport.Write(SampleConnection.Make(), Login, ConnectionExportForm.GitHub), StringComparison.Ordinal);
    }

    [Fact]
    public void Azure_DevOps_hides_each_line_of_a_password_before_it_is_set_and_has_the_same_values_after_its_unescaping()
    {
        var password = "100%;]%3B%AZP25 open\r\nsesame##vso[a.b]x";
        var login = new DatabaseLogin("hoop_ro", Secret.From(password));
        var connection = SampleConnection.Make() with { Database = "##vso[task.uploadfile]/etc/passwd\n::add-mask::x" };
        var lines = ConnectionExport.Write(connection, login, ConnectionExportForm.AzureDevOps).TrimEnd('\n').Split('\n');
        Assert.Equal(
            ["##vso[task.setsecret]100%AZP25;]%AZP253B%AZP25AZP25 open", "##vso[task.setsecret]sesame##vso[a.b]x"], lines[..2]);
        var variables = lines[2..].Select(AzureVariable).ToDictionary(variable => variable.Name);
        Assert.Equal(
            ConnectionExport.Variables(connection, login), variables.Values.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        Assert.Equal(["PASS", "PGPASSWORD"], variables.Values.Where(variable => variable.IsSecret).Select(variable => variable.Name));
    }

    // As the agent reads a line (azure-pipelines-agent, Command.cs).
    private static (string Name, bool IsSecret, string Value) AzureVariable(string line)
    {
        var end = line.IndexOf(']', StringComparison.Ordinal);
        Assert.StartsWith("##vso[task.setvariable variable=", line, StringComparison.Ordinal);
        var properties = line["##vso[task.setvariable ".Length..end].Split(';').Select(property => property.Split('=')).ToDictionary(
            pair => pair[0], pair => pair[1]);
        var value = line[(end + 1)..].Replace("%3B", ";", StringComparison.Ordinal).Replace("%0D", "\r", StringComparison.Ordinal)
            .Replace("%0A", "\n", StringComparison.Ordinal).Replace("%5D", "]", StringComparison.Ordinal)
            .Replace("%AZP25", "%", StringComparison.Ordinal);
        return (properties["variable"], properties.TryGetValue("issecret", out var secret) && secret == "true", value);
    }

    [Fact]
    public void A_pgpass_line_escapes_colon_and_backslash_and_serves_every_database() =>
        Assert.Equal(
            """orders.abc.eu-west-1.rds.amazonaws.com:5432:*:hoop_ro:p\:a\\s's"w=o;r d#$`%{}*_’end""" + "\n",
            ConnectionExport.Write(SampleConnection.Make(), Login, ConnectionExportForm.PgPass));

    [Fact]
    public void Npgsql_reads_its_connection_string_back_to_the_same_values()
    {
        var builder = new NpgsqlConnectionStringBuilder(
            ConnectionExport
                .Write(SampleConnection.Make() with { CaFile = "/a;b.pem" }, Login, ConnectionExportForm.ConnectionString)
                .TrimEnd('\n'));
        Assert.Equal("orders.abc.eu-west-1.rds.amazonaws.com", builder.Host);
        Assert.Equal(5432, builder.Port);
        Assert.Equal("hoop_ro", builder.Username);
        Assert.Equal(Hostile, builder.Password);
        Assert.Equal("postgres", builder.Database);
        Assert.Equal(Npgsql.SslMode.VerifyFull, builder.SslMode);
        Assert.Equal("/a;b.pem", builder.RootCertificate);
    }

    [Fact]
    public void The_other_drivers_get_the_keywords_they_know()
    {
        Assert.StartsWith(
            "Server=orders.abc.eu-west-1.rds.amazonaws.com;Port=5432;User ID=hoop_ro;Database=postgres;SSL Mode=VerifyFull;Password=",
            ConnectionExport.Write(SampleConnection.Make(subtype: "mysql"), Login, ConnectionExportForm.ConnectionString),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Data Source=tcp:orders.abc.eu-west-1.rds.amazonaws.com,5432;User ID=hoop_ro;Initial " +
                "Catalog=postgres;Encrypt=True;TrustServerCertificate=True;Password=",
            ConnectionExport.Write(
                SampleConnection.Make(subtype: "mssql") with
                {
                    SslMode = HoopConnect.Databases.SslMode.Require,
                },
                Login,
                ConnectionExportForm.ConnectionString),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "PGPASSWORD", "PGUSER", "hoop_ro")]
    [InlineData("mysql", "PASS", "MYSQL_HOST", "orders.abc.eu-west-1.rds.amazonaws.com")]
    [InlineData("mssql", "SQLCMDPASSWORD", "SQLCMDSERVER", "tcp:orders.abc.eu-west-1.rds.amazonaws.com,5432")]
    public void Each_engines_own_clients_find_their_variables(string subtype, string password, string other, string value)
    {
        var variables = ConnectionExport.Variables(SampleConnection.Make(subtype: subtype), Login).ToDictionary();
        Assert.Equal(Hostile, variables[password]);
        Assert.Equal(Hostile, variables["PASS"]);
        Assert.Equal(value, variables[other]);
        Assert.DoesNotContain(
            ConnectionExport.Variables(SampleConnection.Make(subtype: subtype), login: null), variable => variable.Value == Hostile);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull, "VERIFY_IDENTITY", false)]
    [InlineData(SslMode.VerifyCA, "VERIFY_CA", false)]
    [InlineData(SslMode.Require, "REQUIRED", false)]
    [InlineData(SslMode.Disable, "DISABLED", true)]
    public void MySQLs_clients_which_read_no_variable_for_TLS_get_none_that_lets_them_in_without(SslMode mode, string word, bool letsIn)
    {
        var connection = SampleConnection.Make(subtype: "mysql") with { SslMode = mode };
        var variables = ConnectionExport.Variables(connection, Login).ToDictionary();
        Assert.Equal(word, variables["MYSQL_SSL_MODE"]);
        Assert.Equal(letsIn, variables.ContainsKey("MYSQL_PWD"));
        Assert.Contains($"\nssl-mode = {word}\n", ConnectionExport.Write(connection, Login, ConnectionExportForm.MyCnf),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_file_quotes_its_values() =>
        Assert.Contains(
            """password = "p:a\\s's\"w=o;r d#$`%{}*_’end" """.TrimEnd() + "\n",
            ConnectionExport.Write(SampleConnection.Make(subtype: "mysql"), Login, ConnectionExportForm.MyCnf), StringComparison.Ordinal);

    [Theory]
    [InlineData(ConnectionExportForm.PgPass, "mysql")]
    [InlineData(ConnectionExportForm.MyCnf, "postgres")]
    [InlineData(ConnectionExportForm.MariaDbCnf, "postgres")]
    public void A_form_of_another_engine_is_refused(ConnectionExportForm form, string subtype)
    {
        var error = Assert.Throws<HoopException>(() => ConnectionExport.Write(SampleConnection.Make(subtype: subtype), Login, form));
        Assert.Equal("Connection.WrongForm", error.ErrorId);
    }

    [Fact]
    public void The_JSON_is_of_the_shape_that_hoop_takes()
    {
        using var json = JsonDocument.Parse(ConnectionExport.Write(SampleConnection.Make(), Login, ConnectionExportForm.HoopJson));
        var root = json.RootElement;
        Assert.Equal("prod-ro", root.GetProperty("name").GetString());
        Assert.Equal("database", root.GetProperty("type").GetString());
        Assert.Equal("postgres", root.GetProperty("subtype").GetString());
        Assert.Equal(SampleConnection.Arn, root.GetProperty("connection_tags").GetProperty("hoop.dev/aws-connect.dbarn").GetString());
        var secret = root.GetProperty("secret").EnumerateObject().ToDictionary(
            property => property.Name,
            property => Encoding.UTF8.GetString(Convert.FromBase64String(property.Value.GetString()!)));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["envvar:HOST"] = "orders.abc.eu-west-1.rds.amazonaws.com",
                ["envvar:PORT"] = "5432",
                ["envvar:USER"] = "hoop_ro",
                ["envvar:PASS"] = Hostile,
                ["envvar:DB"] = "postgres",
                ["envvar:SSLMODE"] = "verify-full",
            },
            secret);
    }

    private static string Run(string program, string[] arguments, string input)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
