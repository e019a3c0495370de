namespace PrintStation;

public static class Program
{
    public static int Main(string[] arguments) => arguments.Length == 0 ? 2 : 0;
}
