using HoopConnect.Databases.PostgreSql;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases;

namespace HoopConnect.Tests.Oracles;

/// <summary>That what <see cref="PostgresStatements"/> does at the end of every run can fail.</summary>
public sealed class PostgresStatementsTests(PostgresStatements statements, SharedPostgres shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_does_not_parse_and_was_no_syntax_error_is_found()
    {
        KeyValuePair<string, bool>[] sent =
        [
            new("SELECT 1; SELECT $1", false), new("SELEC 1", true), new("DO $$ BEGIN EXECUTE 'SELEC 1'; END $$", true),
            new("GRANT SELECT ON TO x", false),
        ];
        Assert.Equal(["syntax error at or near \"TO\": GRANT SELECT ON TO x"], await PostgresStatements.DifferencesAsync(sent, Stop));
    }

    [Fact]
    public async Task The_statements_of_a_session_are_recorded()
    {
        var server = await shared.GetAsync();
        await using var session = await new PostgreSqlEngine().OpenAsync(server.MasterSettings(), Stop);
        var mark = $"/* {Guid.NewGuid():N} */";
        var before = statements.Count;

        await session.QueryAsync($"SELECT 1 {mark}", [], Stop);
        await session.ExecuteBatchAsync([$"SELECT 2 {mark}", $"SELECT 3 {mark}"], Stop);
        await Assert.ThrowsAnyAsync<HoopException>(() => session.QueryAsync($"SELEC 4 {mark}", [], Stop));

        Assert.True(statements.Count >= before + 3);
    }
}
