class Reports {
  public static void main(String[] arguments) {
    System.out.println("reports");
  }
}
