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
    Console.Error.WriteLine(
        "HoopConnect.Demo sql <statement>  runs it on the server that ENGINE, HOST, PORT, USER, PASS, DB and CA_FILE name");
    return 2;
}
