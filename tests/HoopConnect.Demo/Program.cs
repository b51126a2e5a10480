using HoopConnect.Demo;

return args switch
{
    [] => await EngineDemo.RunAsync(CancellationToken.None),
    ["sql", var statement] => await SqlClient.RunAsync(statement, CancellationToken.None),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("HoopConnect.Demo                  the main job on the sandbox");
    Console.Error.WriteLine("HoopConnect.Demo sql <statement>  runs it on the server that PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and PGSSLROOTCERT name");
    return 2;
}
