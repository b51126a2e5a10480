namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>The answer to one round trip, which may have had several statements.</summary>
/// <param name="Results">The rows of each that gave rows, in order.</param>
/// <param name="Error">Why the next one failed; the server ran none after it. Null where all succeeded.</param>
internal sealed record Reply(IReadOnlyList<IReadOnlyList<object?[]>> Results, ServerException? Error);
